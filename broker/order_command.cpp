#include "broker/order_command.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <chrono>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "broker/data/data_access.hpp"
#include "broker/data/orders_at_rest.hpp"
#include "broker/handshake/addresses.hpp"
#include "broker/journal/postgresql/postgresql_journal.hpp"
#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "broker/journal/sqlite/sqlite_key_record.hpp"
#include "broker/process/data_directory_lock.hpp"
#include "broker/process/local_socket.hpp"
#include "broker/process/standard_output.hpp"
#include "broker/transport/rules/join_links.hpp"
#include "broker/transport/zmq/control_request.hpp"
#include "common/base/clock.hpp"
#include "common/keys/key.hpp"
#include "common/wire/text.hpp"

namespace indaba::broker {
namespace {

/// A broker that starts or ends holds the lock without answering, and so does another order.
constexpr std::chrono::seconds patience{5};
constexpr std::chrono::milliseconds retry_interval{50};

/// Returns the addresses of a broker with these options, as far as this machine has them now.
std::vector<std::string> expected_addresses(const Options& options) {
    const std::vector<LocalAddress> local = local_addresses();
    std::vector<std::string> hosts = hosts_to_bind(options.bind, local);
    if (hosts.empty()) hosts.emplace_back(any_host);
    std::vector<std::string> result;
    for (const std::string& host : hosts)
        for (std::string& address : reachable_addresses({host, "", options.port}, local))
            result.push_back(std::move(address));
    return result;
}

/// Returns a sentence when no invite can be made for a broker with these options.
std::string why_no_invite(const Options& options, bool has_key) {
    if (!has_key || options.plain) return "There are no invites without encryption.";
    if (options.access == Access::closed)
        return "This broker accepts no invites: its --access is closed.";
    if (options.port == 0)
        return "The port of this broker is chosen at its start. Start it, then make the invite.";
    return {};
}

OrderReply carry_out_at_rest(const Options& options, const OperatorOrder& order,
                             const Policy& policy) {
    if (options.journal.empty()) return order_at_rest(options.data, order, policy);
    PostgresqlJournal journal(options.journal, options.require_standby);
    return order_at_rest(journal, order, policy);
}

OrderReply invite_at_rest(const Options& options, OperatorOrder& order, const Policy& policy,
                          const std::optional<Key>& key, WallMs now) {
    if (const std::string why = why_no_invite(options, key.has_value()); !why.empty())
        return {1, why};
    const Key invite = make_key();
    order.invite.key = invite.account;
    OrderReply reply = carry_out_at_rest(options, order, policy);
    if (reply.exit_code == 0)
        reply.text =
            invite_text(join_links(expected_addresses(options), key->account, invite.secret),
                        order.invite.uses_left, lifetime(order.invite, now));
    return reply;
}

OrderReply answer_at_rest(const Options& options, OperatorOrder& order, WallMs now) {
    const std::optional<Key> key = load_key(options.data / "key");
    const Policy policy{key ? key->account : Account{}, options.history_for_new,
                        options.limits.accounts};
    if (order.what == OperatorOrder::What::invite)
        return invite_at_rest(options, order, policy, key, now);
    OrderReply reply = carry_out_at_rest(options, order, policy);
    if (order.what == OperatorOrder::What::status)
        reply.text.insert(0, "broker        not running\n");
    return reply;
}

[[noreturn]] void refuse_without_broker(const Options& options, const char* why) {
    throw std::runtime_error(fmt::format("No broker runs on {}{}", options.data.string(), why));
}

void require_order_at_rest(const Options& options) {
    if (options.journal.empty() && !has_journal(options.data / journal_file_name))
        refuse_without_broker(options,
                              ", and there is no journal. Name its directory with --data.");
    if (options.order_arguments.front() == "links")
        refuse_without_broker(options, ", so no link leads to it. Start it first.");
    print_error(
        fmt::format("No broker runs on {}; this is about its journal.\n", options.data.string()));
}

OrderReply answer_to(const Options& options) {
    require_access(options.data);
    const WallMs now = read_clocks().wall;
    auto parsed = parse_order(options.order_arguments, now);
    OperatorOrder* order = std::get_if<OperatorOrder>(&parsed);  // null for `links`
    if (order) randombytes_buf(order->fresh.bytes.data(), Nonce::length);
    const LockFor use = order ? lock_for(*order) : LockFor::reading;
    const auto end = std::chrono::steady_clock::now() + patience;
    do {
        if (const auto lock = try_lock_data_directory(options.data, use)) {
            require_order_at_rest(options);
            return order ? answer_at_rest(options, *order, now)
                         : OrderReply{1, std::get<std::string>(parsed)};
        }
        if (is_listening(control_socket_file(options.data))) {
            const ControlReply reply = send_control_request(options.data, options.order_arguments);
            return {reply.exit_code, reply.text};
        }
        std::this_thread::sleep_for(retry_interval);
    } while (std::chrono::steady_clock::now() < end);
    throw std::runtime_error(fmt::format("The broker on {} does not answer. Is it just starting?",
                                         options.data.string()));
}

}  // namespace

int run_order(const Options& options) {
    const OrderReply answer = answer_to(options);
    std::istringstream lines(answer.text);  // it holds names that peers chose
    std::string text;
    for (std::string line; std::getline(lines, line);) text += screen_text(line) + "\n";
    if (answer.exit_code == 0)
        print_output(text);
    else
        print_error(text);
    return answer.exit_code;
}

}  // namespace indaba::broker
