/// Asks whether an Indaba broker answers: says hello as nobody, and bye. It needs no home, key or
/// name, and leaves nothing behind.
#include <fmt/format.h>

#include "common/client/connection/connection.hpp"
#include "common/client/home/destination.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/text.hpp"
#include "line-client/commands.hpp"
#include "line-client/exit_codes.hpp"
#include "line-client/terminal.hpp"

namespace indaba::line {
namespace {

using Clock = std::chrono::steady_clock;

/// It told its key, or who is no stranger to it.
bool is_broker(client::Lost::Kind kind) {
    return kind == client::Lost::Kind::unverified_key || kind == client::Lost::Kind::denied;
}

/// A sentence when the broker does not answer as one; nothing when it does.
std::optional<std::string> ask(client::Network& network, client::Connection& connection,
                               const Common& common, const client::Destination& destination) {
    const Key nobody = make_key();
    connection.open(destination.server, {nobody, destination.broker, common.plain});
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
            hello.account = nobody.account;
            connection.send(encode(hello));
        }
        network.wait({&connection}, {}, std::chrono::milliseconds{100});
    }
    return "It did not answer in time.";
}

}  // namespace

int run(const Common& common, const PingOptions&) {
    const client::Destination destination =
        common.server.value_or(client::Destination{{"127.0.0.1", 5000}, {}, {}});
    const client::Server& server = destination.server;
    client::Network network;
    client::Connection connection(network);
    if (const auto why = ask(network, connection, common, destination)) {
        print_error(fmt::format("Could not connect to {}: {}", client::to_string(server),
                                screen_text(*why)));
        return exit_code::no_connection;
    }
    connection.send(encode(Bye{}));
    connection.close(std::chrono::milliseconds{200});
    print_line(fmt::format("An Indaba broker answers at {}.", client::to_string(server)));
    return exit_code::done;
}

}  // namespace indaba::line
