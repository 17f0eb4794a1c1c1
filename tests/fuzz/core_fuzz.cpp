/// Fuzzes the broker's core with events in any order: peers that connect, send any message and
/// leave, time, journal failures, operators' orders. The effects of the core are checked at each
/// step (peer.cpp, core_world.cpp).
#include <array>

#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/core_world.hpp"

namespace {

using namespace indaba;
using namespace indaba::fuzz;
using broker::OperatorOrder;
using broker::Proof;
using Fault = broker::MemoryJournal::Fault;
using ms = std::chrono::milliseconds;

/// Returns limits so low that a few messages reach each of them.
broker::AccountLimits tight() {
    broker::AccountLimits limits;
    limits.posts = {4, 2};
    limits.bytes = {limit::frame, 1'000};
    limits.requests = {8, 2};
    limits.renames = {1, 1, std::chrono::minutes{1}};
    limits.wasted = {20, 5};
    limits.connections = 2;
    return limits;
}

/// Returns one of the accounts 0 to 6. Account 0 is no valid account; 9 is the broker's own.
Account account(FuzzedDataProvider& data) { return any<Account>(data, 6); }

std::string name(FuzzedDataProvider& data) {
    constexpr std::array<const char*, 7> names{"ann", "bob", "cyd", "Ann", "dora", "eve", "fay"};
    if (data.ConsumeIntegralInRange(0, 9) == 0) return words(data);
    return data.PickValueInArray(names);
}

std::string body(FuzzedDataProvider& data) {
    constexpr std::array<std::size_t, 3> sizes{limit::body, limit::body + 1, 3'000};
    if (data.ConsumeIntegralInRange(0, 9) == 0)
        return std::string(data.PickValueInArray(sizes), 'x');
    return words(data, 8);
}

std::string kind(FuzzedDataProvider& data) {
    constexpr std::array<const char*, 6> kinds{"", "_rebind", "thing", "Kind", "erase", "react"};
    if (data.ConsumeIntegralInRange(0, 5) != 0) return std::string(kind_text);
    return data.PickValueInArray(kinds);
}

ReferringBody reference(FuzzedDataProvider& data) {
    const std::uint64_t number = data.ConsumeIntegralInRange<std::uint64_t>(0, 20);
    switch (data.ConsumeIntegralInRange(0, 3)) {
        case 0:
            return ReplyBody{number, words(data, 8)};
        case 1:
            return EditBody{number, words(data, 8)};
        case 2:
            return EraseBody{number};
        default:
            return ReactionBody{number, words(data, 2), data.ConsumeBool()};
    }
}

Broadcast referring(FuzzedDataProvider& data) {
    const ReferringBody named = reference(data);
    const auto name_of = [](const auto& any) { return std::string(any.kind); };
    return {any<MessageId>(data, 20), lobby, std::visit(name_of, named), encode(named)};
}

ConversationId conversation(FuzzedDataProvider& data) {
    switch (data.ConsumeIntegralInRange(0, 3)) {
        case 0:
            return whisper_id(account(data), account(data));
        case 1:
            return any<ConversationId>(data);
        default:
            return lobby;
    }
}

std::uint64_t number(FuzzedDataProvider& data) {
    constexpr std::array<std::uint64_t, 4> far{~0ULL, ~0ULL - 1, 1ULL << 63, 1000};
    const auto small = data.ConsumeIntegralInRange<std::uint64_t>(0, 20);
    return small < 17 ? small : far[small - 17];
}

template <class Value>
std::optional<Value> maybe_one(FuzzedDataProvider& data, Value value) {
    if (data.ConsumeBool()) return std::nullopt;
    return value;
}

History history(FuzzedDataProvider& data) {
    History asked;
    asked.request = number(data);
    asked.conversation = conversation(data);
    asked.after = maybe_one(data, number(data));
    asked.before = maybe_one(data, number(data));
    asked.hash = maybe_one(data, any<Hash>(data));
    asked.limit = number(data);
    return asked;
}

Who who(FuzzedDataProvider& data) {
    Who asked{number(data), maybe_one(data, name(data)), {}};
    if (data.ConsumeBool())
        asked.accounts =
            std::vector<Account>(data.ConsumeBool() ? limit::who_accounts + 1 : 2, account(data));
    return asked;
}

Order order(FuzzedDataProvider& data) {
    constexpr std::array<const char*, 5> whats{"kick", "ban", "unban", "rename", "op"};
    return {number(data), data.PickValueInArray(whats), account(data), maybe_one(data, name(data))};
}

RoomRequest room_request(FuzzedDataProvider& data) {
    constexpr std::array<const char*, 12> actions{"create", "join",    "leave",  "add",
                                                  "remove", "owner",   "member", "title",
                                                  "topic",  "archive", "reopen", "burn"};
    RoomRequest request;
    request.request = number(data);
    request.action = data.PickValueInArray(actions);
    request.conversation = maybe_one(data, conversation(data));
    request.title = maybe_one(data, name(data));
    request.topic = maybe_one(data, words(data));
    request.account = maybe_one(data, account(data));
    request.is_private = data.ConsumeBool();
    request.from_joining = data.ConsumeBool();
    return request;
}

ToBroker about_rooms(FuzzedDataProvider& data) {
    switch (data.ConsumeIntegralInRange(0, 4)) {
        case 0:
            return ListRooms{number(data)};
        case 1:
            return ListMembers{number(data), conversation(data)};
        default:
            return room_request(data);
    }
}

ToBroker message(FuzzedDataProvider& data, const Peer& peer) {
    switch (data.ConsumeIntegralInRange(0, 17)) {
        case 0:
            return Hello{data.ConsumeIntegralInRange<std::uint64_t>(0, 2),
                         words(data),
                         {},
                         maybe_one(data, account(data))};
        case 1:
            return Join{data.ConsumeIntegralInRange(0, 9) == 0 ? Nonce{} : peer.nonce(),
                        maybe_one(data, name(data)), data.ConsumeIntegralInRange(0, 3) == 0};
        case 2:
            return Whisper{any<MessageId>(data, 20), account(data), kind(data), body(data)};
        case 3:
            return history(data);
        case 4:
            return who(data);
        case 5:
            return Read{conversation(data), number(data)};
        case 6:
            return Sync{};
        case 7:
            return Ping{};
        case 8:
            return data.ConsumeIntegralInRange(0, 3) == 0 ? ToBroker(Bye{}) : ToBroker(Ping{});
        case 9:
            return Enrol{account(data)};
        case 10:
            return order(data);
        case 14:
            return referring(data);
        case 15:
        case 16:
            return about_rooms(data);
        default:
            return Broadcast{any<MessageId>(data, 20),
                             data.ConsumeIntegralInRange(0, 9) == 0 ? conversation(data) : lobby,
                             kind(data), body(data)};
    }
}

/// Joins as a correct client does. Random messages alone would almost never produce a session.
void join(CoreWorld& world, const broker::RoutingId& id, FuzzedDataProvider& data) {
    const Account who = any<Account>(data, 6);
    if (Peer* peer = world.find(id)) world.say(*peer, Hello{protocol_version, "", {}, who});
    const std::optional<std::string> wanted = maybe_one(data, name(data));
    if (Peer* peer = world.find(id)) world.say(*peer, Join{peer->nonce(), wanted, false});
}

OperatorOrder operator_order(FuzzedDataProvider& data) {
    OperatorOrder order;
    order.what = static_cast<OperatorOrder::What>(
        data.ConsumeIntegralInRange<int>(static_cast<int>(OperatorOrder::What::allow),
                                         static_cast<int>(OperatorOrder::What::list_members)));
    order.target = data.ConsumeBool() ? to_hex(account(data)) : name(data);
    order.argument = data.ConsumeBool() ? to_hex(account(data)) : name(data);
    order.invite = {nth<Account>(7), data.ConsumeIntegralInRange<std::uint64_t>(0, 3),
                    data.ConsumeBool() ? 0 : 1'700'000'000'000};
    if (order.what < OperatorOrder::What::list_rooms) return order;
    order.room = {words(data), data.ConsumeBool() ? name(data) : "", data.ConsumeBool(),
                  data.ConsumeBool()};
    return order;
}

std::optional<Proof> proof(FuzzedDataProvider& data) {
    switch (data.ConsumeIntegralInRange(0, 3)) {
        case 0:
            return Proof{account(data), false};
        case 1:
            return Proof{nth<Account>(7), true};
        default:
            return std::nullopt;
    }
}

std::optional<Fault> fault(FuzzedDataProvider& data) {
    const int which = data.ConsumeIntegralInRange(0, 9);
    if (which > 3) return std::nullopt;
    return Fault{static_cast<Fault::Kind>(which), data.ConsumeIntegralInRange<std::size_t>(0, 3)};
}

void advance_time(CoreWorld& world, FuzzedDataProvider& data) {
    constexpr std::array<int, 9> times{0, 1, 10, 50, 250, 1'000, 10'000, 30'000, 60'000};
    world.advance(ms{data.PickValueInArray(times)});
}

void rare_event(CoreWorld& world, FuzzedDataProvider& data) {
    switch (data.ConsumeIntegralInRange(0, 3)) {
        case 0:
            return world.restart(data.ConsumeBool() ? broker::MemoryJournal::InFlight::lost
                                                    : broker::MemoryJournal::InFlight::stored);
        case 1:
            return world.set_wall(data.ConsumeIntegral<WallMs>());
        case 2:
            if (data.ConsumeIntegralInRange(0, 3) == 0) world.stop();
            return;
        default:
            return world.order(operator_order(data));
    }
}

void step(CoreWorld& world, FuzzedDataProvider& data) {
    const broker::RoutingId id(1, static_cast<char>('a' + data.ConsumeIntegralInRange(0, 7)));
    const int what = data.ConsumeIntegralInRange(0, 15);
    if (what == 0) return world.finish_commit(fault(data));
    if (what == 1) return world.finish_reads(data.ConsumeIntegralInRange(0, 5) == 0);
    if (what == 2) return advance_time(world, data);
    if (what == 3) return rare_event(world, data);
    Peer* peer = world.find(id);
    if (!peer) {
        world.open(id, proof(data));
        return join(world, id, data);
    }
    if (what == 4) return join(world, id, data);
    if (what == 5) return world.close(id);
    if (what == 6) {
        peer->blocked = !peer->blocked;
        return;
    }
    if (what == 7) return world.say_bytes(*peer, words(data, 200));
    if (what == 8)
        return world.say_late(*peer, {account(data), data.ConsumeBool()}, message(data, *peer));
    world.say(*peer, message(data, *peer));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    FuzzedDataProvider data(bytes, size);
    broker::Policy policy{nth<Account>(9), {}};
    if (data.ConsumeBool())
        policy.history_for_new = data.ConsumeIntegralInRange<std::uint64_t>(0, 3);
    if (data.ConsumeBool()) policy.limits = tight();
    CoreWorld world(data.ConsumeBool() ? 4'000 : broker::Batch::max_pending_bytes, policy);
    while (data.remaining_bytes() > 0) step(world, data);
    world.settle();
    return 0;
}
