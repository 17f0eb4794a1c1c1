/// Checks whether an Indaba broker answers: sends hello with a new key, and bye. Of several
/// endpoints it tries one after the other until one answers. It needs no home, key or name, and
/// leaves nothing behind.
#include <fmt/format.h>

#include "common/client/connection/connection.hpp"
#include "common/client/home/destination.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/commands.hpp"

namespace indaba::line {
namespace {

using Clock = std::chrono::steady_clock;

/// Returns true when a broker ended the connection: it announced a key, or it denied ours.
bool is_broker(client::Lost::Kind kind) {
    return kind == client::Lost::Kind::unverified_key || kind == client::Lost::Kind::denied;
}

/// Returns a sentence when no broker answers; nothing when one does.
std::optional<std::string> ask(client::Network& network, client::Connection& connection,
                               const client::Endpoint& endpoint,
                               const client::Credentials& credentials) {
    connection.open(endpoint, credentials);
    const auto give_up = Clock::now() + answer_timeout;
    while (Clock::now() < give_up && !stop_requested()) {
        while (const auto event = connection.poll()) {
            if (const auto* lost = std::get_if<client::Lost>(&*event)) {
                if (is_broker(lost->kind)) return {};
                return lost->why;
            }
            if (const auto* received = std::get_if<client::Received>(&*event)) {
                if (std::holds_alternative<ToClient>(decode_to_client(received->frame))) return {};
                return "Something answers there, but it is not an Indaba broker.";
            }
            Hello hello;
            hello.software = "indaba-cli ping";
            hello.account = credentials.own.account;
            connection.send(encode(hello));
        }
        network.wait({&connection}, {}, std::chrono::milliseconds{100});
    }
    return "The broker did not answer in time.";
}

}  // namespace

int run_ping(const CommonOptions& common) {
    const client::Destination destination = common.server.value_or(default_destination());
    const client::Credentials credentials{make_key(), destination.broker, common.plain};
    client::Network network;
    client::Connection connection(network);
    for (const client::Endpoint& endpoint : destination.endpoints) {
        const std::string address = client::to_string(endpoint);
        if (const auto why = ask(network, connection, endpoint, credentials)) {
            print_error(fmt::format("Could not connect to {}: {}", address, screen_text(*why)));
            continue;
        }
        connection.send(encode(Bye{}));
        connection.close(std::chrono::milliseconds{200});
        print_line(fmt::format("An Indaba broker answers at {}.", address));
        return exit_code::done;
    }
    return exit_code::no_connection;
}

}  // namespace indaba::line
