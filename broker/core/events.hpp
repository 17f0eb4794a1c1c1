#pragma once
/// The input of the core beside the wire's messages, and its output: the effects. The server and
/// the simulation produce and execute them.
#include <chrono>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "broker/core/peers.hpp"
#include "broker/journal/journal.hpp"
#include "common/base/clock.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::broker {

/// ZeroMQ's address of one connection. Opaque, never sent to a peer.
using RoutingId = std::string;

using indaba::Now;

/// The key that a connection proved in its handshake. There is none without encryption.
struct Proof {
    Account key{};
    bool invite = false;  // the key of an invite: no account, only good for `enrol`
    bool operator==(const Proof&) const = default;
};

/// The connection that a message came from.
struct Sender {
    RoutingId id;
    std::optional<Proof> proof{};
    std::string address{};  // rate_limit_key(); empty for this machine
};

/// A message and its frame, which is encoded once, however many sessions it is sent to.
class Outgoing {
 public:
    explicit Outgoing(ToClient message) : message_(std::move(message)) {}
    const ToClient& message() const { return message_; }
    /// Only the thread of the core calls these two. A transport that queues the frame shares it:
    /// the queues of slow consumers then hold frames, not messages.
    const std::string& frame() const { return *shared_frame(); }
    const std::shared_ptr<const std::string>& shared_frame() const {
        if (!frame_) frame_ = std::make_shared<const std::string>(encode(message_));
        return frame_;
    }

 private:
    ToClient message_;
    mutable std::shared_ptr<const std::string> frame_;  // encoded at the first use
};
using SharedOutgoing = std::shared_ptr<const Outgoing>;

// ---- effects, executed in their order ------------------------------------------------------

/// The result of a write to one connection. After `unreachable`, the connection is closed.
enum class SendResult { sent, would_block, unreachable };

/// A recipient that cannot be written to at once is reported to Core::on_blocked, and gets no later
/// Send of the same list of effects.
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
/// Closes a connection. Frames that were written before may be lost.
struct Disconnect {
    RoutingId who;
};
/// Changes the admission of all later handshakes.
struct Admit {
    std::variant<Standing, Invite> change;
};
/// The answer to an operator's order from the control socket. `text` is for a terminal and holds
/// peers' names unescaped.
struct Answer {
    std::uint64_t token = 0;
    bool ok = false;
    std::string text;
};
/// One event for the log and the console, which escape `name`: it comes from a peer.
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
        journal_recovered,
        delivered,
        access_changed
    };
    What what;
    std::string name;  // may be empty
    std::string why;   // ours, never a peer's bytes
    std::uint64_t count = 0;
    StorageTrouble trouble = StorageTrouble::none;  // with journal_trouble
};

// A broker that shares its journal has these effects, too.
/// Goes to all other brokers of the server that follow this one.
struct Tell {
    PeerMessage message;
};
/// Follow these brokers, and no others: what they tell goes to Core::on_peer.
struct Follow {
    std::vector<LiveBroker> brokers;
};
/// Makes a broker that is followed tell everybody who is online there.
struct FollowAnew {
    std::int64_t writer = 0;
};
/// Journal::ask_news().
struct AskNews {};
/// Journal::pass_over().
struct PassOver {
    SharedBatch batch;
};

using Effect = std::variant<Send, Submit, ReadPage, Disconnect, Admit, Answer, Report, Tell, Follow,
                            FollowAnew, AskNews, PassOver>;
using Effects = std::vector<Effect>;

}  // namespace indaba::broker
