#pragma once
/// An operator's order to the running broker: from a subcommand over the control socket, or from an
/// operator's client. This file parses it; operator_orders.hpp decides what it takes.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

struct OperatorOrder {
    enum class What {
        allow,
        ban,
        unban,
        kick,
        op,
        deop,
        rename,
        rebind,
        invite,
        who,
        status,
        list_rooms,
        create_room,
        archive_room,
        reopen_room,
        list_members
    };
    /// The properties of a new room beside its title.
    struct Room {
        std::string topic;  // may be empty
        std::string owner;  // a name, or a key in hex; may be empty
        bool is_private = false;
        bool from_joining = false;
    };
    What what = What::status;
    std::string target;    // a name, or a key in hex; of a room: its title, or its id in hex
    std::string argument;  // rename: the new name; rebind: the key, in hex
    Invite invite{};       // its key is made by the server
    Room room{};
    Nonce fresh{};  // of an order about rooms: random, made by the server
};

/// Parses the arguments that came over the control socket. Returns a sentence if they are no order.
std::variant<OperatorOrder, std::string> parse_order(const std::vector<std::string>& words,
                                                     WallMs now);
/// Returns the order that an operator's client names with `what`, if clients may give it.
std::optional<OperatorOrder::What> order_from_client(std::string_view what);

}  // namespace indaba::broker
