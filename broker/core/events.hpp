#pragma once
/// What happens to the core and what it wants done: all that crosses its edge.
/// The server and the simulation speak this; no socket, file, clock or random source is known here.
#include <chrono>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "broker/journal/journal.hpp"
#include "common/base/clock.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::broker {

/// ZeroMQ's address of one connection. Opaque, never shown to a peer.
using RoutingId = std::string;

using indaba::Now;

/// What a connection proved in its handshake. Nothing is proven without encryption.
struct Proof {
    Account key{};
    bool invite = false;  // of an invite: no account, good for `enrol` only
    bool operator==(const Proof&) const = default;
};

/// Whom a message is from.
struct Sender {
    RoutingId id;
    std::optional<Proof> proof{};
    std::string address{};  // rate_limit_key(); empty for this machine
};

/// A message with the frame it becomes: encoded once, however many get it.
class Outgoing {
 public:
    explicit Outgoing(ToClient message) : type_(type_of(message)), message_(std::move(message)) {}
    std::string_view type() const { return type_; }
    const ToClient& message() const { return message_; }
    /// Only the thread of the core calls this.
    const std::string& frame() const {
        if (frame_.empty()) frame_ = encode(message_);
        return frame_;
    }
    /// The same, of which alone is needed from now on: many wait for who does not read.
    const std::string& last_frame() const {
        frame();
        message_ = Ready{};
        return frame_;
    }

 private:
    std::string_view type_;
    mutable ToClient message_;
    mutable std::string frame_;
};
using SharedOutgoing = std::shared_ptr<const Outgoing>;

// ---- effects: what the core wants done, in this order --------------------------------------

/// Who cannot be written to at once is reported to Core::on_blocked, and gets no later Send
/// of the same list of effects.
struct Send {
    std::vector<RoutingId> to;
    SharedOutgoing outgoing;
};
struct Submit {
    std::vector<Write> writes;
};
struct ReadPage {
    PageRequest request;
};
/// Closes the connection; frames written before may be lost.
struct Disconnect {
    RoutingId who;
};
/// Holds for every handshake from now on.
struct Admit {
    std::variant<Standing, Invite> change;
};
/// The answer to an order of the operator; `text` is for a terminal and holds peers' names
/// unescaped.
struct Answer {
    std::uint64_t token = 0;
    bool ok = false;
    std::string text;
};
/// One operation, for the console. `name` is a peer's and is escaped by who writes it.
struct Report {
    enum class What {
        joined,
        left,
        renamed,
        refused,
        slow,
        caught_up,
        disconnected,
        journal_trouble,
        delivered,
        access_changed
    };
    What what;
    std::string name;  // may be empty
    std::string why;   // ours, never a peer's bytes
    std::uint64_t count = 0;
};

using Effect = std::variant<Send, Submit, ReadPage, Disconnect, Admit, Answer, Report>;
using Effects = std::vector<Effect>;

}  // namespace indaba::broker
