/// The part of the model that sends changes, by an operator or of rooms, and asks for the lists of
/// rooms and members. See model.hpp.
#include <iterator>
#include <utility>
#include <variant>

#include "common/client/model/model.hpp"

namespace indaba::client {
namespace {

constexpr std::size_t max_listed = 1'000'000;  // rooms or members; no honest list is so long

}  // namespace

// ---- changes ------------------------------------------------------------------------------------

std::uint64_t Model::request_change(PendingChange change, Now now, Effects& effects) {
    const std::uint64_t request = ++last_request_;
    const auto put = [request](auto& message) { message.request = request; };
    std::visit(put, change.message);
    const PendingChange& kept = changes_.emplace(request, std::move(change)).first->second;
    std::visit([&](const auto& message) { send(message, now, effects); }, kept.message);
    return request;
}

std::uint64_t Model::order(std::string what, const Account& whom, std::optional<std::string> name,
                           Now now, Effects& effects) {
    return request_change({Order{0, std::move(what), whom, std::move(name)}, {}}, now, effects);
}

std::uint64_t Model::change_room(RoomRequest request, Now now, Effects& effects) {
    const ConversationId room = request.conversation.value_or(ConversationId{});
    return request_change({std::move(request), room}, now, effects);
}

/// Answers a change. `code` and `sentence` are those of its refusal, or empty.
void Model::end_change(std::uint64_t request, std::string code, std::string sentence,
                       Effects& effects) {
    const auto change = changes_.extract(request);
    if (change.empty()) return;
    if (std::holds_alternative<Order>(change.mapped().message))
        effects.push_back(OrderAnswered{request, std::move(sentence)});
    else
        effects.push_back(
            RoomAnswered{request, change.mapped().room, std::move(code), std::move(sentence)});
}

void Model::on(const Done& done, Now, Effects& effects) {
    end_change(done.request, {}, {}, effects);
}

void Model::on_change_refused(const Refusal& refusal, Now now, Effects& effects) {
    if (!refusal.retry_ms)
        return end_change(*refusal.request, refusal.code, refusal.sentence, effects);
    delay(resend_changes_at_, *refusal.retry_ms, now);
    refused_changes_.insert(*refusal.request);
}

void Model::resend_changes(Now now, Effects& effects) {
    resend_changes_at_.reset();
    for (const std::uint64_t request : std::exchange(refused_changes_, {}))
        if (const auto change = changes_.find(request); change != changes_.end())
            std::visit([&](const auto& message) { send(message, now, effects); },
                       change->second.message);
}

void Model::fail_pending_changes(const std::string& why, Effects& effects) {
    refused_changes_.clear();
    while (!changes_.empty())
        end_change(changes_.begin()->first, "lost", why + "; whether it was done is not known.",
                   effects);
}

// ---- lists --------------------------------------------------------------------------------------

std::uint64_t Model::request_list(std::variant<ListRooms, ListMembers> message, Now now,
                                  Effects& effects) {
    const std::uint64_t request = ++last_request_;
    std::visit(
        [&](auto& any) {
            any.request = request;
            if (connection_state_ == ConnectionState::ready) send(any, now, effects);
        },
        message);
    pending_lists_.emplace(request, PendingList{std::move(message), {}, {}});
    return request;
}

std::uint64_t Model::list_rooms(Now now, Effects& effects) {
    return request_list(ListRooms{}, now, effects);
}

std::uint64_t Model::list_members(const ConversationId& conversation, Now now, Effects& effects) {
    return request_list(ListMembers{0, conversation}, now, effects);
}

void Model::on(const RoomDirectory& directory, Now, Effects& effects) {
    const auto list = pending_lists_.find(directory.request);
    if (list == pending_lists_.end()) return;
    std::ranges::copy(directory.rooms, std::back_inserter(list->second.rooms));
    if (list->second.rooms.size() > max_listed)
        return end_list(directory.request, "The server's list of rooms has no end.", effects);
    if (!directory.more) end_list(directory.request, {}, effects);
}

void Model::on(const MemberList& part, Now, Effects& effects) {
    const auto list = pending_lists_.find(part.request);
    if (list == pending_lists_.end()) return;
    std::ranges::copy(part.members, std::back_inserter(list->second.members));
    if (list->second.members.size() > max_listed)
        return end_list(part.request, "The server's list of members has no end.", effects);
    learn_names(part.members);
    if (!part.more) end_list(part.request, {}, effects);
}

void Model::on_list_refused(const Refusal& refusal, Now now, Effects& effects) {
    if (!refusal.retry_ms) return end_list(*refusal.request, refusal.sentence, effects);
    delay(resend_lists_at_, *refusal.retry_ms, now);
    refused_lists_.insert(*refusal.request);
}

void Model::resend_list(std::uint64_t request, Now now, Effects& effects) {
    const auto list = pending_lists_.find(request);
    if (list == pending_lists_.end()) return;
    list->second.rooms.clear();
    list->second.members.clear();
    std::visit([&](const auto& message) { send(message, now, effects); }, list->second.message);
}

void Model::resend_refused_lists(Now now, Effects& effects) {
    resend_lists_at_.reset();
    for (const std::uint64_t request : std::exchange(refused_lists_, {}))
        resend_list(request, now, effects);
}

/// Sends all lists again after a `ready`: what came of them may have gaps.
void Model::resend_all_lists(Now now, Effects& effects) {
    resend_lists_at_.reset();
    refused_lists_.clear();
    for (const auto& each : pending_lists_) resend_list(each.first, now, effects);
}

/// Answers all requests about rooms with a sentence.
void Model::end_requests_about_rooms(const std::string& sentence, Effects& effects) {
    while (!pending_lists_.empty()) end_list(pending_lists_.begin()->first, sentence, effects);
    std::vector<std::uint64_t> requests;
    for (const auto& [request, change] : changes_)
        if (std::holds_alternative<RoomRequest>(change.message)) requests.push_back(request);
    for (const std::uint64_t request : requests)
        end_change(request, std::string(code::unknown_message), sentence, effects);
}

/// Answers a list. `sentence` is that of its refusal, or empty.
void Model::end_list(std::uint64_t request, std::string sentence, Effects& effects) {
    auto list = pending_lists_.extract(request);
    if (list.empty()) return;
    PendingList& answer = list.mapped();
    if (std::holds_alternative<ListRooms>(answer.message)) {
        effects.push_back(RoomsListed{request, std::move(answer.rooms), std::move(sentence)});
        return;
    }
    const ConversationId room = std::get<ListMembers>(answer.message).conversation;
    ConversationState* state = sentence.empty() ? find_mutable(room) : nullptr;
    if (state && state->room) {
        state->room->list(answer.members);
        effects.push_back(RoomChanged{room});
    }
    effects.push_back(MembersListed{request, room, std::move(answer.members), std::move(sentence)});
}

}  // namespace indaba::client
