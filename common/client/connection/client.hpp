#pragma once
/// Model and connection as one: carries messages between them and comes back by itself after every
/// loss (0.25 s doubling to 4 s, jitter +-20 %). The line client and the window own one each and
/// call turn() every turn of their loops. With an invite in hand it tries its own key first, and
/// enrols only when that is denied. What only a person can mend ends the attempts (`stop_reason`).
/// One thread; never waits.
#include <chrono>
#include <optional>
#include <random>
#include <string>

#include "common/base/clock.hpp"
#include "common/client/connection/connection.hpp"
#include "common/client/model/model.hpp"

namespace indaba::client {

/// Why there is no next attempt until a person decides.
enum class StopReason {
    none,
    unknown_key,   // claimed_key() is what the broker says: trust() it, or leave it
    key_mismatch,  // claimed_key() is not the key that is trusted
    denied,        // last_failure() says by whom and what helps
};

class Client {
 public:
    /// `invite`: the secret half of an invite's key.
    Client(Network& network, Server server, Credentials credentials, Model::Options options,
           std::optional<SecretKey> invite = {});

    /// Polls, retries, passes the time. What is left for the caller: news and OutboxDone.
    Effects turn();
    /// Until when the caller may sleep if nothing arrives.
    std::chrono::milliseconds time_to_wait() const;

    /// Intents go through here so that what they transmit is transmitted: act([&](Model& m, Now
    /// now, Effects& effects) { m.post(...); }). Returns what is left for the caller.
    template <class Intent>
    Effects act(Intent&& intent) {
        Effects effects;
        const Now now = read_clocks();
        intent(model_, now, effects);
        std::vector<Person> learned = model_.take_learned_names();
        if (!learned.empty()) effects.push_back(NamesLearned{std::move(learned)});
        return execute(std::move(effects));
    }

    void retry_now();  // do not wait for the back-off, nor for a person
    /// After unknown_key: this is the broker's key from now on.
    void trust(const Account& key);
    /// Says bye and gives it 200 ms to leave.
    void leave();

    const Model& model() const { return model_; }
    Connection& connection() { return connection_; }
    /// When the next attempt starts, while there is none.
    std::optional<std::chrono::steady_clock::time_point> next_attempt() const {
        return next_attempt_at_;
    }
    /// Of the last attempt that failed, in a sentence.
    const std::string& last_failure() const { return last_failure_; }
    StopReason stop_reason() const { return stop_reason_; }
    const Account& claimed_key() const { return claimed_key_; }
    /// Nothing without encryption, and before it is trusted.
    const std::optional<Account>& broker_key() const { return credentials_.broker; }

 private:
    Effects on_event(ConnectionEvent event);
    /// Sends and closes what is to be; returns the rest.
    Effects execute(Effects effects);
    void schedule_attempt();
    void start_attempt();
    bool classify_loss(const Lost& lost);
    void stop_retrying(StopReason reason, std::string why);
    void enrol(const ConnectionEvent& event);
    void on_enrol_answer(const std::string& frame);

    Server server_;
    Credentials credentials_;
    std::optional<Key> invite_;
    bool enrolling_ = false;  // the connection is that of the invite
    StopReason stop_reason_ = StopReason::none;
    Account claimed_key_{};
    Connection connection_;
    Model model_;
    std::mt19937 random_;
    std::chrono::milliseconds back_off_;
    std::optional<std::chrono::steady_clock::time_point> next_attempt_at_;
    std::string last_failure_;
};

}  // namespace indaba::client
