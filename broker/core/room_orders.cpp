#include "broker/core/room_orders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <utility>

#include "broker/core/refusals.hpp"
#include "broker/core/room_requests.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {
namespace {

using What = OperatorOrder::What;
using Found = std::variant<const ConversationRecord*, Refusal>;

std::string name_of_member(const Account& account, const OrderContext& context) {
    const AccountRecord* record = context.directory.find(account);
    return record ? record->name : to_hex(account);
}

std::string owners_of(const RoomState& room, const OrderContext& context) {
    std::string names;
    for (const auto& [account, member] : room.members)
        if (member.owner) names += (names.empty() ? "" : ", ") + name_of_member(account, context);
    return names.empty() ? "no owner" : "owned by " + names;
}

std::vector<const ConversationRecord*> rooms_named(const std::string& wanted,
                                                   const OrderContext& context) {
    const std::string folded = case_folded(wanted.starts_with('#') ? wanted.substr(1) : wanted);
    const auto id = ConversationId::from_hex(wanted);
    std::vector<const ConversationRecord*> found;
    for (const ConversationId& each : context.conversations.rooms()) {
        const ConversationRecord* record = context.conversations.find(each);
        if (each == id || case_folded(record->room->state().title) == folded)
            found.push_back(record);
    }
    return found;
}

/// Returns the only room with a title or an id. Titles of private and of archived rooms may repeat:
/// then `archived` says which ones are meant.
Found find_room(const std::string& wanted, std::optional<bool> archived,
                const OrderContext& context) {
    if (case_folded(wanted) == "lobby" || case_folded(wanted) == "#lobby")
        return Refusal::final(code::unknown_action,
                              "Everybody is always in the lobby, and it stays as it is. The order "
                              "`who` lists people.");
    std::vector<const ConversationRecord*> found = rooms_named(wanted, context);
    const auto is_meant = [archived](const ConversationRecord* record) {
        return record->room->state().archived == archived;
    };
    if (std::ranges::any_of(found, is_meant)) std::erase_if(found, std::not_fn(is_meant));
    if (found.empty())
        return Refusal::final(code::unknown_room,
                              "There is no such room. The order `room list` prints all of them.");
    if (found.size() > 1)
        return Refusal::final(
            code::unknown_room,
            "Several rooms have that title. Name one by its id, as `room list` prints it.");
    return found.front();
}

/// Returns the change that a client would ask for, by the console: so often as it likes.
std::variant<RoomChange, Refusal> change_by_console(const RoomRequest& request,
                                                    const OrderContext& context) {
    auto wanted = requested_change(request, context.broker);
    if (RoomChange* change = std::get_if<RoomChange>(&wanted)) {
        constexpr std::uint64_t any = std::numeric_limits<std::uint64_t>::max();
        change->limits = {context.max_rooms, any, any};
    }
    return wanted;
}

/// Returns the account that becomes an owner, or why it cannot.
std::variant<Account, Refusal> future_owner(const std::string& wanted,
                                            const OrderContext& context) {
    const auto account = find_account(wanted, context.directory);
    const AccountRecord* record = account ? context.directory.find(*account) : nullptr;
    if (!record)
        return Refusal::final(code::unknown_account,
                              "No account has the name of the owner, who must have joined once.");
    if (record->rebound_to || context.access_list.standing_of(*account).banned)
        return Refusal::final(
            code::unknown_account,
            "The owner is banned, or the name went to another key. Name somebody else.");
    return *account;
}

/// Returns a nonce that differs from `fresh` and from those of other `n`.
Nonce nth(Nonce fresh, std::size_t n) {
    fresh.bytes.back() = static_cast<std::uint8_t>(fresh.bytes.back() + n);
    return fresh;
}

}  // namespace

std::string list_rooms(const OrderContext& context) {
    std::string text;
    for (const ConversationId& id : context.conversations.rooms()) {
        const RoomState& room = context.conversations.find(id)->room->state();
        const std::size_t members = room.members.size();
        text += fmt::format("{}  #{}  {}{}, {} {}, {}\n", to_hex(id), room.title,
                            room.is_private ? "private" : "open", room.archived ? ", archived" : "",
                            members, members == 1 ? "member" : "members", owners_of(room, context));
    }
    return text.empty() ? "There is no room beside the lobby.\n" : text;
}

OrderAnswer list_members(const std::string& room, const OrderContext& context) {
    const Found found = find_room(room, false, context);
    if (const Refusal* refusal = std::get_if<Refusal>(&found)) return *refusal;
    const RoomState& state = std::get<const ConversationRecord*>(found)->room->state();
    std::string text;
    for (const auto& [account, member] : state.members)
        text += fmt::format("{}  {}{}\n", to_hex(account), name_of_member(account, context),
                            member.owner ? "  (owner)" : "");
    return text.empty() ? fmt::format("#{} has no members.\n", state.title) : text;
}

OrderStep create_room(const OperatorOrder& order, const OrderContext& context, WallMs now) {
    RoomRequest request;
    request.action = "create";
    request.title = order.target;
    if (!order.room.topic.empty()) request.topic = order.room.topic;
    request.is_private = order.room.is_private;
    request.from_joining = order.room.from_joining;
    auto created = change_by_console(request, context);
    if (const Refusal* refusal = std::get_if<Refusal>(&created)) return OrderAnswer{*refusal};
    RoomChange& creation = std::get<RoomChange>(created);
    announce(creation, nullptr, context.broker, order.fresh, now);
    const Conversation room = creation.announcement.conversation;
    std::vector<Write> writes{std::move(creation)};
    if (order.room.owner.empty()) return writes;

    const auto owner = future_owner(order.room.owner, context);
    if (const Refusal* refusal = std::get_if<Refusal>(&owner)) return OrderAnswer{*refusal};
    request = {};
    request.conversation = room.id;
    request.account = std::get<Account>(owner);
    if (are_names_in_flight(*request.account, context)) return WaitForNames{};
    for (const char* action : {"add", "owner"}) {
        request.action = action;
        auto change = std::get<RoomChange>(change_by_console(request, context));
        announce(change, &room, context.broker, nth(order.fresh, writes.size()), now);
        writes.emplace_back(std::move(change));
    }
    return writes;
}

OrderStep archive_or_reopen(const OperatorOrder& order, const OrderContext& context, WallMs now) {
    const bool archives = order.what == What::archive_room;
    const Found found = find_room(order.target, !archives, context);
    if (const Refusal* refusal = std::get_if<Refusal>(&found)) return OrderAnswer{*refusal};
    const Conversation& room = std::get<const ConversationRecord*>(found)->conversation;
    RoomRequest request;
    request.action = archives ? "archive" : "reopen";
    request.conversation = room.id;
    auto change = std::get<RoomChange>(change_by_console(request, context));
    announce(change, &room, context.broker, order.fresh, now);
    return std::vector<Write>{std::move(change)};
}

}  // namespace indaba::broker
