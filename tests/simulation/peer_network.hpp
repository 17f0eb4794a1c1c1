#pragma once
/// The network between the brokers of a simulated server: PUB/SUB, so that what is told while
/// nobody follows, or while a link is cut, is lost. A link keeps order.
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "broker/core/peers.hpp"
#include "tests/simulation/random.hpp"

namespace indaba::simulation {

class PeerNetwork {
 public:
    using Writer = std::int64_t;

    explicit PeerNetwork(Random& random) : random_(random) {}

    // ---- for a broker, by its writer's number ------------------------------------------------
    void tell(Writer from, const broker::PeerMessage& message, ms now);
    /// Follows these writers and no others.
    void follow(Writer by, const std::vector<broker::LiveBroker>& brokers, ms now);
    /// Subscribes to the writer again.
    void follow_anew(Writer by, Writer writer, ms now);
    /// Returns true if somebody has begun to follow, or has subscribed again, since the last call.
    bool has_new_follower(Writer writer, ms now);
    std::optional<broker::PeerMessage> read(Writer at, ms now);
    /// The broker has died: nobody hears it, and it hears nobody.
    void leave(Writer writer);

    // ---- faults ------------------------------------------------------------------------------
    /// Cuts all links of a broker. Whoever follows subscribes again afterwards.
    void cut(Writer writer, ms now, ms until);
    void delay(Writer writer, ms until) { late_until_[writer] = until; }
    /// Loses what is told on some links without anybody noticing.
    void lose(Writer writer, ms until) { lossy_until_[writer] = until; }
    void heal();

    /// Returns when something arrives at a broker.
    std::optional<ms> next_event(Writer at) const;

 private:
    struct Told {
        ms arrives{};
        broker::PeerMessage message;
    };
    struct Link {
        std::optional<ms> subscribes_at{};  // the subscription arrives
        bool is_subscribed = false;
        std::deque<Told> told;
    };
    bool holds(const std::map<Writer, ms>& faults, Writer one, Writer other, ms now) const;
    void subscribe(Link& link, Writer by, Writer to, ms now);

    Random& random_;
    std::map<std::pair<Writer, Writer>, Link> links_;  // by who follows and who is followed
    std::set<Writer> gone_;
    std::map<Writer, ms> cut_until_, late_until_, lossy_until_;
};

}  // namespace indaba::simulation
