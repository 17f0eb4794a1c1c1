/// Rooms and their members. See core.hpp. A request about a private room by an account that is not
/// a member gets the same answer, at the same price and time, as one about a room that does not
/// exist.
#include <utility>

#include "broker/core/core.hpp"
#include "broker/core/refusals.hpp"
#include "broker/core/room_requests.hpp"
#include "broker/core/send_list.hpp"
#include "broker/journal/room_rules.hpp"

namespace indaba::broker {
namespace {

/// Returns the room if the account may know that it exists, else null.
const ConversationRecord* find_visible(const Conversations& conversations, const ConversationId& id,
                                       const Account& account) {
    const ConversationRecord* record = conversations.find(id);
    return record && record->room && record->room->is_visible_to(account) ? record : nullptr;
}

}  // namespace

// ---- changes -----------------------------------------------------------------------------------

Core::Reply Core::on(Session& session, const RoomRequest& request, const Nonce& fresh, Now now) {
    if (Reply refusal = account_limiter_.charge_request(session.payer(), now.steady))
        return refusal;
    auto wanted = requested_change(request, session.account);
    if (const Refusal* refusal = std::get_if<Refusal>(&wanted)) return *refusal;
    RoomChange& change = std::get<RoomChange>(wanted);
    const ConversationRecord* room = nullptr;
    if (request.conversation) {
        room = find_visible(conversations(), *request.conversation, session.account);
        if (!room) return refusals::of_room(code::unknown_room);
    }
    if (change.event.what == "added") {
        const Account& newcomer = *change.event.account;
        if (!knows(newcomer)) return refusals::unknown_account();
        if (access_list_.is_deciding(newcomer)) return refusals::being_decided();
        if (access_refusal(newcomer, access_list_, directory_))
            return Refusal::final(code::unknown_account,
                                  "That account is banned here, or its name has another key.");
    }
    if (stopping_) return refusals::stopping();
    if (Reply refusal = storage_.write_refusal()) return refusal;
    if (access_list_.is_deciding(session.account)) return refusals::being_decided();
    if (batch_.full()) return refusals::journal_is_full();
    const AccountLimits& limits = account_limiter_.limits();
    change.by_operator = access_list_.standing_of(session.account).op;
    change.limits = {limits.rooms, limits.rooms_joined, limits.rooms_created};
    announce(change, room ? &room->conversation : nullptr, policy_.broker, fresh, now.wall);
    // Its entry goes to the members and stays in the journal, as a post does.
    if (Reply refusal = account_limiter_.charge_post(session.payer(),
                                                     change.announcement.body.size(), now.steady))
        return refusal;
    batch_.add({session.id, session.serial, std::move(change), 0, request.request});
    return {};
}

void Core::on_room_change_committed(const PendingWrite& pending, const RoomChange& change,
                                    const Outcome& outcome, Effects& effects) {
    const Stored* stored = std::get_if<Stored>(&outcome);
    if (stored) keep_room_change(change, *stored);
    const Session* session = sessions_.find(pending.from, pending.serial);
    if (!session || stored) return;  // answer_room_changes() answers
    const RoomRefused* refused = std::get_if<RoomRefused>(&outcome);
    Refusal refusal =
        refused ? refusals::of_room(refused->code)
                : refusals::not_stored(outcome, "The change could not be written to disk.");
    refuse(session->id, std::move(refusal).to_request(pending.request), effects);
}

void Core::keep_room_change(const RoomChange& change, const Stored& stored) {
    if (stored.number == 0) return;  // it was so already
    const Post& post = change.announcement;
    delivery_.add_committed(post.conversation,
                            {stored.number, post.author, stored.at, post.id, post.kind, post.body});
}

/// Called after the delivery of the entries, so that a new member knows the room when it reads
/// `done`.
void Core::answer_room_changes(const std::vector<PendingWrite>& writes,
                               const std::vector<Outcome>& outcomes, Effects& effects) {
    for (std::size_t i = 0; i < writes.size() && i < outcomes.size(); ++i) {
        const PendingWrite& pending = writes[i];
        const bool done = pending.order == 0 && std::holds_alternative<RoomChange>(pending.write) &&
                          std::holds_alternative<Stored>(outcomes[i]);
        if (const Session* session = done ? sessions_.find(pending.from, pending.serial) : nullptr)
            send(*session, Done{pending.request}, effects);
    }
}

// ---- lists -------------------------------------------------------------------------------------

Core::Reply Core::on(Session& session, const ListRooms& list, Now now, Effects& effects) {
    if (Reply refusal = account_limiter_.charge_read(session.payer(), now.steady)) return refusal;
    if (!session.is_writable()) return {};  // it asks again after its next `ready`
    std::vector<RoomInfo> rooms;
    for (const ConversationId& id : conversations().rooms()) {
        const ConversationRecord* room = find_visible(conversations(), id, session.account);
        if (room && !room->room->state().archived) rooms.push_back(room->room->info(id));
    }
    const auto answer = [&list](std::vector<RoomInfo> part, bool more) {
        return RoomDirectory{list.request, std::move(part), more};
    };
    send_list(session, std::move(rooms), answer, now, effects);
    return {};
}

Core::Reply Core::on(Session& session, const ListMembers& list, Now now, Effects& effects) {
    if (Reply refusal = account_limiter_.charge_read(session.payer(), now.steady)) return refusal;
    if (list.conversation == lobby)
        return Refusal::final(code::unknown_action,
                              "Everybody is in the lobby: ask with `who` for all accounts.");
    const ConversationRecord* room =
        find_visible(conversations(), list.conversation, session.account);
    if (!room) return refusals::of_room(code::unknown_room);
    if (!session.is_writable()) return {};
    std::vector<Person> members;
    for (const auto& [account, member] : room->room->state().members)
        if (const AccountRecord* record = directory_.find(account))
            members.push_back({account, record->name});
    const auto answer = [&list](std::vector<Person> part, bool more) {
        return MemberList{list.request, list.conversation, std::move(part), more};
    };
    send_list(session, std::move(members), answer, now, effects);
    return {};
}

}  // namespace indaba::broker
