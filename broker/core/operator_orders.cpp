#include "broker/core/operator_orders.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "broker/core/refusals.hpp"
#include "broker/core/room_orders.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {
namespace {

using What = OperatorOrder::What;

OrderAnswer refused(std::string_view code, std::string_view sentence) {
    return Refusal::final(code, sentence);
}

std::string list_online(const OrderContext& context) {
    std::string text;
    for (const auto& [account, record] : context.directory.all()) {
        if (!context.presence.is_online(account)) continue;
        const bool op = context.access_list.standing_of(account).op;
        text += fmt::format("{}  {}{}\n", to_hex(account), record.name, op ? "  (operator)" : "");
    }
    return text.empty() ? "Nobody is online.\n" : text;
}

std::string status(const OrderContext& context) {
    std::size_t allowed = 0, banned = 0;
    for (const auto& [account, standing] : context.access_list.all()) {
        if (standing.allowed) ++allowed;
        if (standing.banned) ++banned;
    }
    std::string others;
    for (const LiveBroker& broker : context.other_brokers)
        others += fmt::format("other broker  {}\n", broker.address.clients);
    const std::uint64_t in_lobby = context.conversations.find(lobby)->number;
    return fmt::format(
        "journal       {}\nstorage       {}\nconnections   {}\naccounts      {}\nallow-list    "
        "{}\nbanned        {}\n"
        "conversations {}\nin the lobby  {} {}\n{}",
        to_hex(context.journal), context.storage, context.sessions, context.directory.all().size(),
        allowed, banned, context.conversations.all().size(), in_lobby,
        in_lobby == 1 ? "entry" : "entries", others);
}

OrderStep rename(const Account& account, const std::string& wanted, const OrderContext& context,
                 WallMs now) {
    if (are_names_in_flight(account, context)) return WaitForNames{};
    const AccountRecord* known = context.directory.find(account);
    if (!known || known->rebound_to)
        return refused(code::unknown_account, "That account has no name to change.");
    const auto usable = context.directory.usable_name(account, wanted);
    if (const Refusal* refusal = std::get_if<Refusal>(&usable)) return OrderAnswer{*refusal};
    const Name& name = std::get<Name>(usable);
    return std::vector<Write>{
        Claim{account, name.display, name.folded, name.skeleton, now, context.history_for_new}};
}

/// Returns the lobby entry that announces a rebind.
Post announcement_of(const std::string& name, const Account& from, const Account& to,
                     const OrderContext& context, WallMs now) {
    Post post;
    post.conversation = context.conversations.find(lobby)->conversation;
    post.author = context.broker;
    post.at = now;
    // The id is half of each key, and so unique: a key is retired at most once.
    constexpr std::size_t half = MessageId::length / 2;
    std::copy_n(from.bytes.begin(), half, post.id.bytes.begin());
    std::copy_n(to.bytes.begin(), half, post.id.bytes.begin() + half);
    post.kind = kind_rebind;
    post.body = encode(Rebound{name, from, to});
    return post;
}

OrderStep rebind(const Account& from, const std::string& key, const OrderContext& context,
                 WallMs now) {
    const auto to = Account::from_hex(key);
    if (are_names_in_flight(from, context) || (to && are_names_in_flight(*to, context)))
        return WaitForNames{};
    const AccountRecord* old = context.directory.find(from);
    const AccountRecord* successor = to ? context.directory.find(*to) : nullptr;
    if (!to || to->is_zero() || *to == from || (successor && successor->rebound_to))
        return refused(
            code::unknown_account,
            "Give the new key as `key show` of the terminal client prints it on the new machine.");
    if (!old || old->rebound_to)
        return refused(code::unknown_account, "That account has no name to move.");
    return std::vector<Write>{Rebind{from, *to, context.history_for_new,
                                     announcement_of(old->name, from, *to, context, now)}};
}

StandingChange change_of(What what, const Account& account, WallMs now) {
    StandingChange change;
    change.account = account;
    change.at = now;
    if (what == What::ban) change.banned = true;
    if (what == What::unban) change.banned = false;
    if (what == What::allow || what == What::op) change.allowed = true;
    if (what == What::op) change.op = true;
    if (what == What::ban || what == What::deop) change.op = false;
    return change;
}

}  // namespace

std::optional<Account> find_account(const std::string& target, const Directory& directory) {
    if (const auto account = Account::from_hex(target)) return account;
    const auto folded = folded_name(target);
    return folded ? directory.owner(*folded) : std::nullopt;
}

bool are_names_in_flight(const Account& account, const OrderContext& context) {
    return context.directory.is_claiming(account) || context.access_list.is_deciding(account);
}

OrderStep decide_order(const OperatorOrder& order, const OrderContext& context, WallMs now) {
    if (order.what == What::who) return OrderAnswer{list_online(context)};
    if (order.what == What::status) return OrderAnswer{status(context)};
    if (order.what == What::list_rooms) return OrderAnswer{list_rooms(context)};
    if (order.what == What::list_members) return list_members(order.target, context);
    if (context.is_busy)
        return refused(code::busy, "The broker cannot do that just now; try again.");
    if (context.write_refusal && order.what != What::kick)
        return OrderAnswer{*context.write_refusal};
    if (order.what == What::invite) return std::vector<Write>{order.invite};
    if (order.what == What::create_room) return create_room(order, context, now);
    if (order.what == What::archive_room || order.what == What::reopen_room)
        return archive_or_reopen(order, context, now);
    const std::optional<Account> account = find_account(order.target, context.directory);
    if (!account)
        return refused(code::unknown_account, "No account has that name, and it is not a key.");
    if (order.what == What::kick) return Kick{*account};
    if (order.what == What::rename) return rename(*account, order.argument, context, now);
    if (order.what == What::rebind) return rebind(*account, order.argument, context, now);
    return std::vector<Write>{change_of(order.what, *account, now)};
}

OrderAnswer answer_of(const Outcome& outcome) {
    if (std::holds_alternative<Stored>(outcome)) return "done";
    if (std::holds_alternative<NameTaken>(outcome)) return refusals::name_taken();
    if (const RoomRefused* room = std::get_if<RoomRefused>(&outcome))
        return refusals::of_room(room->code);
    const StorageTrouble trouble = trouble_of(outcome);
    const bool is_unknown = std::holds_alternative<Unknown>(outcome);
    return refused(
        trouble == StorageTrouble::none ? code::not_stored : name_of(trouble),
        fmt::format("{}: {}.", is_unknown ? "It may be stored or not" : "It was not stored",
                    reason_of(outcome)));
}

}  // namespace indaba::broker
