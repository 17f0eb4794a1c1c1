#pragma once
/// Joins a model and a connection: carries messages between them and reconnects by itself after
/// every loss: to the next endpoint of the server at once, and when all have failed, after a wait
/// (0.25 s, doubling to 4 s, jitter +-20 %). The line client and the window own one each and call
/// turn() in every turn of their loops. With an invite it tries its own key first and enrols only
/// when that is denied. A failure that only the user can resolve ends the attempts (`stop_reason`).
/// One thread; never waits.
#include <chrono>
#include <optional>
#include <random>
#include <string>

#include "common/base/clock.hpp"
#include "common/client/connection/connection.hpp"
#include "common/client/connection/rules/endpoint_ring.hpp"
#include "common/client/connection/rules/failed_round.hpp"
#include "common/client/model/model.hpp"

namespace indaba::client {

/// The reason why there is no next attempt until the user decides.
enum class StopReason {
    none,
    unknown_key,     // every broker that answered announced claimed(): trust() it, or give up
    different_keys,  // the brokers announced different keys: last_failure() names two
    key_mismatch,    // no broker has the trusted key; claimed() is another one
    denied,          // by the broker, an operator or a used invite: last_failure() says which
};

class Client {
 public:
    /// `invite` is the secret half of an invite's key.
    Client(Network& network, const Endpoints& endpoints, Credentials credentials,
           Model::Options options, std::optional<SecretKey> invite = {});

    /// Polls the connection, starts due attempts and passes the time to the model. Returns the
    /// effects that the caller handles: news and OutboxDone.
    Effects turn() { return turn(false); }
    /// Does the same up to the first event that makes news, so that the model is as that event left
    /// it. Returns nothing when no event is left.
    Effects turn_to_news() { return turn(true); }
    /// Returns how long the caller may sleep when no event arrives.
    std::chrono::milliseconds time_to_wait() const;

    /// Applies an intent to the model and sends what it transmits, as in act([&](Model& m, Now now,
    /// Effects& effects) { m.post(row, now, effects); }). Returns the effects for the caller.
    template <class Intent>
    Effects act(Intent&& intent) {
        Effects effects;
        const Now now = read_clocks();
        intent(model_, now, effects);
        std::vector<Person> learned = model_.take_learned_names();
        if (!learned.empty()) effects.push_back(NamesLearned{std::move(learned)});
        return execute(std::move(effects));
    }

    /// Starts the next attempt at once, also after a stop_reason().
    void retry_now();
    /// After unknown_key: takes the claimed key as the server's key from now on.
    void trust_claimed_key();
    /// Sends bye, lets it leave within 200 ms, and disconnects.
    void leave();

    const Model& model() const { return model_; }
    Connection& connection() { return connection_; }
    /// Returns the endpoint of the connection or, when there is none, of the next attempt.
    const Endpoint& endpoint() const { return ring_.current(); }
    /// Says at which endpoint this client is connected, or tries to connect next.
    std::string status_sentence() const;
    /// Returns when the next attempt starts, if one is scheduled.
    std::optional<std::chrono::steady_clock::time_point> next_attempt() const {
        return next_attempt_at_;
    }
    /// Returns the sentence for the last round of attempts, if it has failed since the last
    /// `ready`.
    const std::string& last_failure() const { return last_failure_; }
    /// Returns true when a broker refused in the last round, but only for now.
    bool refused_for_now() const { return refused_for_now_; }
    StopReason stop_reason() const { return stop_reason_; }
    const EndpointKey& claimed() const { return claimed_; }
    /// Returns nullopt without encryption and before a key is trusted.
    const std::optional<Account>& broker_key() const { return credentials_.broker; }

 private:
    Effects turn(bool to_news);
    Effects on_event(ConnectionEvent event);
    /// Carries out the effects that concern the connection; returns the others.
    Effects execute(Effects effects);
    void start_attempt();
    void follow_loss(const Lost& lost);
    void on_denied(const Lost& lost, bool was_enrolling);
    void on_ready();
    void try_at_once();
    void try_next_endpoint(FailedAttempt failed);
    void end_round();
    bool needs_decision(const FailedRound& round);
    void schedule_attempt(std::chrono::milliseconds at_least);
    void stop_retrying(StopReason reason, std::string why);
    void enrol(const ConnectionEvent& event);
    void on_enrol_answer(const std::string& frame);

    EndpointRing ring_;
    FailedRound round_;
    Credentials credentials_;
    std::optional<Key> invite_;
    bool enrolling_ = false;  // the connection uses the invite's key
    StopReason stop_reason_ = StopReason::none;
    EndpointKey claimed_;
    Connection connection_;
    Model model_;
    std::mt19937 random_;
    std::chrono::milliseconds back_off_;
    std::optional<std::chrono::steady_clock::time_point> next_attempt_at_;
    std::string last_failure_;
    bool refused_for_now_ = false;
};

}  // namespace indaba::client
