#include "broker/core/operator_order.hpp"

#include <doctest/doctest.h>

using namespace indaba;
using namespace indaba::broker;
using Words = std::vector<std::string>;

namespace {

constexpr WallMs now = 1'700'000'000'000;

OperatorOrder understood(const Words& words) {
    const auto order = parse_order(words, now);
    REQUIRE(std::holds_alternative<OperatorOrder>(order));
    return std::get<OperatorOrder>(order);
}
std::string refused(const Words& words) {
    const auto order = parse_order(words, now);
    return std::holds_alternative<std::string>(order) ? std::get<std::string>(order) : "";
}

}  // namespace

TEST_CASE("an order says what is to be done to whom") {
    CHECK(understood({"who"}).what == OperatorOrder::What::who);
    CHECK(understood({"ban", "ann"}).what == OperatorOrder::What::ban);
    CHECK(understood({"ban", "ann"}).target == "ann");
    const OperatorOrder rename = understood({"rename", "ann", "anna"});
    CHECK(rename.what == OperatorOrder::What::rename);
    CHECK(rename.target == "ann");
    CHECK(rename.argument == "anna");
}

TEST_CASE("an order about a room has two words, and a new room five operands") {
    CHECK(understood({"room", "list"}).what == OperatorOrder::What::list_rooms);
    CHECK(understood({"room", "archive", "cooks"}).target == "cooks");
    const OperatorOrder room =
        understood({"room", "create", "cooks", "soups", "ann", "private", "from-joining"});
    CHECK(room.what == OperatorOrder::What::create_room);
    CHECK(room.target == "cooks");
    CHECK(room.room.topic == "soups");
    CHECK(room.room.owner == "ann");
    CHECK(room.room.is_private);
    CHECK(room.room.from_joining);
    const OperatorOrder open = understood({"room", "create", "cooks", "", "", "open", "all"});
    CHECK_FALSE(open.room.is_private);
    CHECK_FALSE(open.room.from_joining);
}

TEST_CASE("an unknown order, or one with a wrong number of arguments, is rejected") {
    for (const Words& words :
         {Words{}, Words{"dance"}, Words{"who", "ann"}, Words{"ban"}, Words{"ban", "ann", "bob"},
          Words{"room"}, Words{"room", "burn"}, Words{"room list"},
          Words{"room", "create", "cooks"}, Words{"rename", "ann"}})
        CHECK(refused(words) == "This broker knows no such order.");
}

TEST_CASE("an invite has uses and an expiry") {
    CHECK(understood({"invite", "3", "60"}).invite.uses_left == 3);
    CHECK(understood({"invite", "3", "60"}).invite.expires_at == now + 60'000);
    CHECK(understood({"invite", "3", "0"}).invite.expires_at == 0);
    const std::string ten_years = std::to_string(10ull * 366 * 24 * 3600);
    CHECK(understood({"invite", "1", ten_years}).invite.expires_at > now);
    const std::string longer = std::to_string(10ull * 366 * 24 * 3600 + 1);
    for (const Words& words :
         {Words{"invite", "0", "60"}, Words{"invite", "x", "60"}, Words{"invite", "1", "soon"},
          Words{"invite", "1x", "60"}, Words{"invite", "-1", "60"}, Words{"invite", "1", longer},
          Words{"invite", "99999999999999999999", "60"}})
        CHECK(refused(words).find("ten years at most") != std::string::npos);
}

TEST_CASE("an operator's client may kick, ban, unban and rename, and nothing else") {
    for (const char* what : {"kick", "ban", "unban", "rename"}) CHECK(order_from_client(what));
    for (const char* what :
         {"op", "deop", "rebind", "allow", "invite", "who", "status", "room", "room list", ""})
        CHECK_FALSE(order_from_client(what));
}
