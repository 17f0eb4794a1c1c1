#include "tests/fuzz/model_world.hpp"

#include <algorithm>
#include <utility>

#include "common/client/model/folded_message.hpp"
#include "common/wire/chain.hpp"
#include "tests/fuzz/check.hpp"

namespace indaba::fuzz {

using client::ConnectionState;
using client::ConversationState;
using client::Effect;
using client::Effects;
using client::Model;

namespace {

constexpr std::size_t effects_at_most = 5'000;  // more than one frame can cause

}  // namespace

void ModelWorld::open() {
    if (model_.connection_state() != ConnectionState::offline) return;
    step([](Model& model, client::Now now, Effects& effects) { model.on_open(now, effects); });
}

/// Serves the deadlines as a loop does. A model whose deadline stays in the past would let no loop
/// sleep.
void ModelWorld::pass(ms time) {
    const ms until = now_.steady + time;
    for (auto due = model_.next_deadline(); due && *due <= until; due = model_.next_deadline()) {
        now_.steady = std::max(now_.steady, *due);
        step([](Model& model, client::Now now, Effects& effects) { model.on_time(now, effects); });
        const auto next = model_.next_deadline();
        must(!next || *next > now_.steady, "a served deadline lies in the future");
    }
    now_.steady = until;
}

// ---- checks -----------------------------------------------------------------------------------

void ModelWorld::check(const Effects& effects) {
    must(effects.size() <= effects_at_most, "the effects of one message are bounded");
    for (const Effect& effect : effects) {
        const auto* transmit = std::get_if<client::Transmit>(&effect);
        if (!transmit) continue;
        const std::string frame = encode(transmit->message);
        must(frame.size() <= limit::frame, "a frame is bounded");
        const auto decoded = decode_to_broker(frame);
        must(std::holds_alternative<ToBroker>(decoded),
             "a model sends messages that can be decoded");
        sent_.push_back(transmit->message);
    }
    for (const auto& [id, state] : model_.conversations()) {
        must(id == state.conversation.id, "a conversation has one id");
        check_conversation(state);
    }
    for (const auto& [account, name] : model_.people())
        must(name.size() <= limit::name_bytes, "a name is bounded");
}

void ModelWorld::check_conversation(const ConversationState& state) const {
    must(!state.conversation.between || state.conversation.between->has(model_.me()),
         "a model holds no whisper of others");
    std::uint64_t end = 0;
    for (const client::HeldEntries::Range& range : state.held.ranges()) {
        must(!range.entries.empty() && range.entries.size() == range.hashes.size(),
             "a range holds entries and their hashes");
        must(range.first() > end + (end > 0 ? 1 : 0), "ranges ascend and do not touch");
        Hash hash = range.before;
        for (std::size_t i = 0; i < range.entries.size(); ++i) {
            must(range.entries[i].number == range.first() + i, "held entries are dense");
            hash = chain(hash, state.conversation.id, range.entries[i]);
            must(range.hashes[i] == hash, "the hashes of held entries are a chain");
        }
        end = range.last();
    }
    must(end <= state.number, "no entry is held beyond the head");
    check_copied(state);
    check_fold(state);
    check_messages(state);
    check_room(state);
    must(end < state.number || end == 0 || state.held.hash_at(end) == state.hash,
         "a head is that of the last entry");
}

void ModelWorld::check_room(const ConversationState& state) const {
    if (!state.room) return;
    must(state.conversation.room.has_value() && state.conversation.id != lobby,
         "a whisper and the lobby are no room with members");
    must(!state.room->lists_members || state.room->members == state.room->state.members.size(),
         "the number of members is that of their list");
}

/// Checks what the held entries fold to, and the unread ones against a count of all.
void ModelWorld::check_messages(const ConversationState& state) const {
    const client::UnreadCount unread = state.unread();
    std::uint64_t count = 0;
    for (const std::uint64_t number : state.held.numbers()) {
        const Entry& entry = *state.held.find(number);
        must(!entry.erased || entry.body.empty(), "a deleted body is not held");
        if (number > state.read && client::counts_as_unread(entry, model_.me())) ++count;
        const auto message = client::folded_message(state, number);
        if (!message) continue;
        must(message->erased == entry.erased.has_value(), "an erased message has no body");
        must(!message->erased || message->text.empty(), "an erased message has no text");
        must(!message->erased || client::earlier_texts(state, number).empty(),
             "an erased message has no earlier text");
        const client::MessageReferences* references = state.fold.find(number);
        must(!references || references->erasures.empty() || message->erased,
             "an erasure that is held erases its message");
    }
    must(unread.count == count, "the unread count is that of the held messages");
    must(unread.mentions <= unread.count, "a mention is a message");
}

/// Checks that copied entries are single ones between the ranges, where they may be read.
void ModelWorld::check_copied(const ConversationState& state) const {
    const client::HeldEntries& held = state.held;
    const std::vector<std::uint64_t> numbers = held.numbers();
    must(std::ranges::adjacent_find(numbers, std::ranges::greater_equal()) == numbers.end(),
         "the numbers of held entries ascend");
    for (const auto& [number, entry] : held.copied()) {
        must(number == entry.number && held.find(number) == &entry,
             "an entry is held in a range or copied");
        must(held.first_missing(number, number) == number, "a copied entry is in no range");
        must(number >= state.first && number <= state.number, "a copied entry may be read");
    }
    for (std::uint64_t number = 0; number < 40; ++number)
        must(held.first_absent(number, number).has_value() == !held.find(number),
             "an entry is absent when it is not found");
    must(held.first_absent(0, 0).has_value(), "there is no entry 0");
    must(held.first() == (numbers.empty() ? std::nullopt : std::optional(numbers.front())),
         "the first held entry is that with the lowest number");
}

/// Checks that the fold tells what the held entries say. Of edits and replies that were held with
/// their bodies, it knows what these named.
void ModelWorld::check_fold(const ConversationState& state) const {
    client::HeldEntries held(state.conversation.id);
    const std::vector<std::uint64_t> numbers = state.held.numbers();
    for (const std::uint64_t number : numbers) held.add_copied(*state.held.find(number));
    client::MessageFold anew;
    anew.add(held, numbers, {});
    for (const std::uint64_t number : numbers)
        must(*held.find(number) == *state.held.find(number), "what is held is folded");
    for (const std::uint64_t message : state.fold.differing(anew)) {
        const client::MessageReferences* known = state.fold.find(message);
        must(known, "a held entry that names a message is known");
        client::MessageReferences named = *known;
        std::erase_if(named.erasures, [](const auto& erasure) { return !erasure.by; });
        const auto has_lost_body = [&](std::uint64_t number) {
            const Entry* entry = state.held.find(number);
            return entry && entry->erased;
        };
        std::erase_if(named.replies, has_lost_body);
        std::erase_if(named.edits, [&](const auto& edit) { return has_lost_body(edit.number); });
        const client::MessageReferences* fresh = anew.find(message);
        must(named == (fresh ? *fresh : client::MessageReferences()),
             "a fold names no entry that is not held");
    }
}

// ---- the honest broker ------------------------------------------------------------------------

void ModelWorld::answer(const ToBroker& asked, const test::BrokerConversation& lobby,
                        std::vector<ToClient>& answers) {
    const auto be_ready = [&] {
        answers.emplace_back(People{1, {{model_.me(), "ann"}}, false});
        answers.emplace_back(Heads{{lobby.head()}, {}, false});
        answers.emplace_back(Ready{});
    };
    if (std::holds_alternative<Hello>(asked)) {
        Welcome welcome;
        welcome.journal = nth<JournalId>(1);
        welcome.account = model_.me();
        welcome.name = "ann";
        answers.emplace_back(std::move(welcome));
    } else if (std::holds_alternative<Join>(asked) || std::holds_alternative<Sync>(asked)) {
        be_ready();
    } else if (const auto* history = std::get_if<indaba::History>(&asked)) {
        const bool known = history->conversation == lobby.id();
        const bool comparable = history->after && *history->after <= lobby.last();
        if (!known || (history->after && !comparable) ||
            (history->hash && *history->hash != lobby.hash(*history->after))) {
            const auto why = known ? code::diverged : code::unknown_conversation;
            answers.emplace_back(Refusal::final(why, "No.").to_request(history->request));
            return;
        }
        const std::uint64_t from = history->after ? *history->after + 1 : 1;
        const std::uint64_t to =
            history->after ? lobby.last()
                           : std::min(lobby.last(), history->before.value_or(lobby.last() + 1) - 1);
        answers.emplace_back(Page{history->request,
                                  lobby.conversation(),
                                  lobby.hash(from - 1),
                                  lobby.from_to(from, std::max(from - 1, to)),
                                  {},
                                  false});
    }
}

void ModelWorld::end_well(const test::BrokerConversation& lobby) {
    step([](Model& model, client::Now now, Effects& effects) {
        model.on_lost("over", now, effects);
    });
    sent_.clear();
    open();
    for (int turn = 0; turn < 40; ++turn) {
        std::vector<ToClient> answers;
        for (const ToBroker& asked : std::exchange(sent_, {})) answer(asked, lobby, answers);
        for (const ToClient& message : answers)
            step([&](Model& model, client::Now now, Effects& effects) {
                model.on_message(message, now, effects);
            });
        if (answers.empty()) pass(ms{100});
        if (model_.connection_state() == ConnectionState::offline) open();
    }
    must(model_.connection_state() == ConnectionState::ready,
         "with an honest broker a model becomes ready");
    const ConversationState* state = model_.find(lobby.id());
    must(state && state->number == lobby.last() && state->hash == lobby.hash(lobby.last()),
         "with an honest broker a model knows where things stand");
    const client::Interest& wanted = state->interest;
    const bool wants_last =
        wanted.kind == client::Interest::Kind::newest ||
        (wanted.kind == client::Interest::Kind::all_after && wanted.after < lobby.last());
    must(!wants_last || state->held.find(lobby.last()) != nullptr,
         "with an honest broker a model has what it wants");
    for (const auto& [id, other] : model_.conversations())
        must(id == lobby.id() || (other.number == 0 && !other.room),
             "a conversation that is missing from the heads has no entries, and is no room");
}

}  // namespace indaba::fuzz
