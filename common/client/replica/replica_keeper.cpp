#include "common/client/replica/replica_keeper.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace indaba::client {
namespace {

/// Others are served between two pages.
constexpr auto page_interval = std::chrono::milliseconds{30};
/// The disk refused.
constexpr auto retry_after = std::chrono::seconds{10};

template <class Part>
const Part* as(const Effect& effect) {
    return std::get_if<Part>(&effect);
}

}  // namespace

Head head_of(const ConversationState& state) {
    Head head{state.conversation, state.number, state.hash, state.first, state.read};
    if (!state.room) return head;
    const RoomState& room = state.room->state;
    RoomInfo info{state.conversation.id, room.title,    room.topic,          room.is_private,
                  room.from_joining,     room.archived, state.room->members, {}};
    for (const auto& [account, member] : room.members)
        if (member.owner) info.owners.push_back(account);
    head.info = std::move(info);
    return head;
}

void ReplicaKeeper::on(const Effect& effect, const Model& model) {
    if (as<HeadsComplete>(effect)) {
        keep_all(model);
        if (!std::exchange(has_names_, true)) keep_names(model);
        has_heads_ = true;
        plan_.want_again();
    } else if (as<BecameOffline>(effect)) {
        has_heads_ = begun_anew_ = false;
    } else if (const auto* received = as<EntriesReceived>(effect)) {
        follow(model, received->conversation);
        writer_.add(*received);
    } else if (const auto* ended = as<CopyPageEnded>(effect)) {
        fetching_ = false;
        if (!ended->fetched) plan_.leave_out(ended->conversation);
    } else if (const auto* joined = as<JoinedRoom>(effect)) {
        keep(model, joined->conversation);
    } else if (const auto* changed = as<RoomChanged>(effect)) {
        keep(model, changed->conversation);
    } else if (const auto* left = as<LeftRoom>(effect)) {
        drop(left->conversation);
    } else if (const auto* learned = as<NamesLearned>(effect)) {
        writer_.keep_names(learned->people);
    } else if (as<Diverged>(effect) || as<SeenEntryLost>(effect)) {
        if (!std::exchange(begun_anew_, true)) writer_.set_aside();
    }
}

/// Follows a conversation that has new entries. Its head is handed over when it is new: with a long
/// list of members, that costs much more than an entry.
void ReplicaKeeper::follow(const Model& model, const ConversationId& conversation) {
    if (!kept_heads_.contains(conversation)) return keep(model, conversation);
    if (const ConversationState* state = model.find(conversation))
        plan_.set_readable(conversation, state->first, state->number);
}

void ReplicaKeeper::drop(const ConversationId& conversation) {
    writer_.drop(conversation);
    plan_.drop(conversation);
    kept_heads_.erase(conversation);  // who joins again hands it over again
}

/// Hands over the head of a conversation, unless the replica has it like that.
void ReplicaKeeper::keep(const Model& model, const ConversationId& conversation) {
    const ConversationState* state = model.find(conversation);
    if (!state) return;  // left meanwhile
    plan_.set_readable(conversation, state->first, state->number);
    Head head = head_of(*state);
    Head& kept = kept_heads_[conversation];
    const bool known = kept.conversation == head.conversation && kept.info == head.info &&
                       kept.first == head.first;
    if (known) return;
    kept = head;
    writer_.keep_heads({std::move(head)}, false);
}

void ReplicaKeeper::keep_all(const Model& model) {
    kept_heads_.clear();
    std::vector<Head> heads;
    for (const auto& [id, state] : model.conversations()) {
        heads.push_back(head_of(state));
        kept_heads_[id] = heads.back();
        plan_.set_readable(id, state.first, state.number);
    }
    writer_.keep_heads(std::move(heads), true);
}

/// Hands over all names: a file that is new now has none of those that were learned before.
void ReplicaKeeper::keep_names(const Model& model) {
    std::vector<Person> people;
    for (const auto& [account, name] : model.names()) people.push_back({account, name});
    writer_.keep_names(std::move(people));
}

bool ReplicaKeeper::want(const ConversationId& conversation, std::uint64_t first,
                         std::uint64_t last) {
    plan_.want(conversation, first, last);
    if (!trouble_.empty() || !plan_.keeps(conversation, last)) return false;
    if (!holds(conversation, first, last)) return true;
    const Looked looking{conversation, first, last};
    if (std::exchange(looked_, looking) == looking) return false;
    writer_.look_at(conversation, first, last);
    return true;
}

std::vector<std::string> ReplicaKeeper::take_news(const Model& model, Time now) {
    std::optional<ReplicaNews> news = writer_.news();
    std::vector<std::string> sentences;
    if (!news) return sentences;
    loaded_ = true;
    bytes_ = news->bytes;
    plan_.set_oldest(news->oldest);
    if (news->empty_now) {
        begun_anew_ = true;
        held_.clear();
        plan_.clear();
        if (has_heads_) keep_all(model);
        keep_names(model);
    }
    for (const ConversationId& id : news->dropped) changed_.insert(id);
    for (const auto& [id, kept] : news->changed) changed_.insert(id);
    for (const ConversationId& id : news->dropped) held_.erase(id);
    for (auto& [id, kept] : news->changed) {
        held_[id] = kept.ranges;
        plan_.set_held(id, std::move(kept.ranges), kept.oldest_at, kept.left_out);
    }
    if (!news->warning.empty()) sentences.push_back(std::move(news->warning));
    if (!news->trouble.empty()) next_at_ = now + retry_after;
    trouble_ = std::move(news->trouble);
    return sentences;
}

bool ReplicaKeeper::holds(const ConversationId& conversation, std::uint64_t first,
                          std::uint64_t last) const {
    const auto held = held_.find(conversation);
    return held != held_.end() && !newest_missing(held->second, first, last);
}

std::optional<FillPlan::Page> ReplicaKeeper::next_page(Time now) {
    if (!may_fetch() || now < next_at_) return std::nullopt;
    const std::optional<FillPlan::Page> page = plan_.next();
    if (!page) return std::nullopt;
    fetching_ = true;
    plan_.on_asked(*page);
    next_at_ = now + page_interval;
    return page;
}

std::optional<ReplicaKeeper::Time> ReplicaKeeper::next_page_at() const {
    return may_fetch() && plan_.next() ? std::optional(next_at_) : std::nullopt;
}

}  // namespace indaba::client
