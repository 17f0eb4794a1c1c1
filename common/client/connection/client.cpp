#include "common/client/connection/client.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/client/home/destination.hpp"

namespace indaba::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto min_back_off = milliseconds{250};
constexpr auto max_back_off = milliseconds{4000};
constexpr auto bye_timeout = milliseconds{200};
/// The longest wait when no deadline is set. Any event ends a wait earlier.
constexpr auto max_wait = milliseconds{60'000};

void append(Effects& effects, Effects more) {
    std::ranges::move(more, std::back_inserter(effects));
}

}  // namespace

Client::Client(Network& network, const Endpoints& endpoints, Credentials credentials,
               Model::Options options, std::optional<SecretKey> invite)
    : ring_(endpoints, credentials.own.account),
      credentials_(std::move(credentials)),
      connection_(network),
      model_(std::move(options)),
      random_(std::random_device{}()),
      back_off_(min_back_off),
      next_attempt_at_(steady_clock::now()) {
    if (invite) invite_ = key_of(*invite);
}

Effects Client::turn(bool to_news) {
    Effects news;
    if (next_attempt_at_ && steady_clock::now() >= *next_attempt_at_) {
        next_attempt_at_.reset();
        start_attempt();
    }
    while (std::optional<ConnectionEvent> event = connection_.poll()) {
        append(news, on_event(std::move(*event)));
        if (to_news && !news.empty()) return news;
    }
    const Now now = read_clocks();
    const auto due = model_.next_deadline();
    if (due && *due <= now.steady)
        append(news,
               act([](Model& model, Now at, Effects& effects) { model.on_time(at, effects); }));
    return news;
}

void Client::start_attempt() {
    stop_reason_ = StopReason::none;
    Credentials credentials = credentials_;
    if (enrolling_) credentials.own = *invite_;
    connection_.open(ring_.current(), credentials);
}

Effects Client::on_event(ConnectionEvent event) {
    if (const auto* lost = std::get_if<Lost>(&event)) {
        const bool was_enrolling = enrolling_;
        follow_loss(*lost);
        if (was_enrolling) return {};
    } else if (enrolling_) {
        enrol(event);
        return {};
    }
    return act([&event](Model& model, Now now, Effects& effects) {
        if (std::holds_alternative<Opened>(event)) model.on_open(now, effects);
        if (const auto* received = std::get_if<Received>(&event))
            model.on_frame(received->frame, now, effects);
        if (auto* gone = std::get_if<Lost>(&event))
            model.on_lost(std::move(gone->why), now, effects);
    });
}

/// Decides what follows a loss: another key, another endpoint, a wait, or a decision of the user.
void Client::follow_loss(const Lost& lost) {
    const bool was_enrolling = std::exchange(enrolling_, false);
    if (lost.kind == Lost::Kind::denied) return on_denied(lost, was_enrolling);
    FailedAttempt failed{ring_.current(), lost.why, lost.kind == Lost::Kind::at_capacity};
    if (lost.kind == Lost::Kind::unverified_key || lost.kind == Lost::Kind::key_mismatch)
        failed.claimed = lost.claimed_key;
    try_next_endpoint(std::move(failed));
}

/// One access list serves all brokers of a server, so no other endpoint is tried.
void Client::on_denied(const Lost& lost, bool was_enrolling) {
    if (was_enrolling)
        return stop_retrying(StopReason::denied,
                             "The invite is used up or has expired. Ask for another.");
    if (!invite_) return stop_retrying(StopReason::denied, lost.why);
    enrolling_ = true;
    last_failure_.clear();
    try_at_once();
}

void Client::try_at_once() { next_attempt_at_ = steady_clock::now(); }

void Client::try_next_endpoint(FailedAttempt failed) {
    round_.add(std::move(failed));
    if (ring_.advance(read_clocks().steady)) return try_at_once();
    end_round();
}

/// Each endpoint has failed: waits, or stops until the user decides.
void Client::end_round() {
    const FailedRound round = std::exchange(round_, {});
    last_failure_ = round.sentence();
    refused_for_now_ = round.refused_for_now();
    if (!needs_decision(round)) schedule_attempt(round.retry_after());
}

/// Stops the attempts if no endpoint can succeed without the user. A broker with another key than
/// the trusted one is passed over while others may come back.
bool Client::needs_decision(const FailedRound& round) {
    const std::optional<EndpointKey> claimed = round.claimed();
    if (!claimed || (credentials_.broker && !round.all_claimed())) return false;
    claimed_ = *claimed;
    if (credentials_.broker) {
        stop_retrying(StopReason::key_mismatch, round.sentence());
    } else if (const auto different = round.different_keys()) {
        stop_retrying(StopReason::different_keys,
                      different_keys_sentence(different->first, different->second));
    } else {
        stop_retrying(StopReason::unknown_key, round.sentence());
    }
    return true;
}

void Client::stop_retrying(StopReason reason, std::string why) {
    stop_reason_ = reason;
    last_failure_ = std::move(why);
    next_attempt_at_.reset();
}

void Client::trust_claimed_key() {
    credentials_.broker = claimed_.key;
    last_failure_.clear();
    retry_now();
}

/// Handles the events of the invite's connection, which the model does not see.
void Client::enrol(const ConnectionEvent& event) {
    if (std::holds_alternative<Opened>(event)) {
        Hello hello;
        hello.software = "indaba";
        connection_.send(encode(ToBroker{hello}));
        connection_.send(encode(ToBroker{Enrol{credentials_.own.account}}));
    } else if (const auto* received = std::get_if<Received>(&event)) {
        on_enrol_answer(received->frame);
    }
}

void Client::on_enrol_answer(const std::string& frame) {
    const auto decoded = decode_to_client(frame);
    const auto* message = std::get_if<ToClient>(&decoded);
    if (!message) return;
    const auto* refusal = std::get_if<Refusal>(message);
    if (!refusal && !std::holds_alternative<Enrolled>(*message)) return;
    connection_.send(encode(ToBroker{Bye{}}));
    connection_.close(bye_timeout);
    enrolling_ = refusal && refusal->retry_ms;
    if (enrolling_)
        return try_next_endpoint({ring_.current(), refusal->sentence, true,
                                  milliseconds{std::min(*refusal->retry_ms, max_retry_ms)}});
    if (refusal) return stop_retrying(StopReason::denied, refusal->sentence);
    invite_.reset();
    try_at_once();
}

Effects Client::execute(Effects effects) {
    Effects left;
    for (Effect& effect : effects) {
        if (const auto* transmit = std::get_if<Transmit>(&effect)) {
            connection_.send(encode(transmit->message));
        } else if (auto* reconnect = std::get_if<Reconnect>(&effect)) {
            connection_.close();
            try_next_endpoint({ring_.current(), std::move(reconnect->why),
                               reconnect->retry_after.has_value(),
                               reconnect->retry_after.value_or(milliseconds{0})});
        } else if (auto* kicked = std::get_if<Kicked>(&effect)) {
            connection_.close();
            stop_retrying(StopReason::denied, kicked->sentence);
            left.push_back(std::move(effect));
        } else {
            if (std::holds_alternative<BecameReady>(effect)) on_ready();
            left.push_back(std::move(effect));
        }
    }
    return left;
}

void Client::on_ready() {
    ring_.on_ready(read_clocks().steady);
    round_ = {};
    back_off_ = min_back_off;
    last_failure_.clear();
    refused_for_now_ = false;
}

void Client::schedule_attempt(milliseconds at_least) {
    // Many clients that were refused together do not come back together.
    std::uniform_real_distribution<double> jitter(0.8, 1.2);
    const std::chrono::duration<double, std::milli> wait = at_least + back_off_ * jitter(random_);
    next_attempt_at_ = steady_clock::now() + std::chrono::duration_cast<milliseconds>(wait);
    back_off_ = std::min(back_off_ * 2, max_back_off);
}

milliseconds Client::time_to_wait() const {
    const auto now = steady_clock::now();
    auto soonest = now + max_wait;
    if (next_attempt_at_) soonest = std::min(soonest, *next_attempt_at_);
    if (const auto due = connection_.next_deadline()) soonest = std::min(soonest, *due);
    if (const auto due = model_.next_deadline())
        soonest = std::min(soonest, steady_clock::time_point{*due});
    // Rounded up: a wait that ends just before the deadline would be repeated without end.
    return std::max(std::chrono::ceil<milliseconds>(soonest - now), milliseconds{0});
}

std::string Client::status_sentence() const {
    const bool ready = model_.connection_state() == ConnectionState::ready;
    return (ready ? "Connected to " : "Not connected; the next attempt is at ") +
           to_string(endpoint()) + ".";
}

void Client::retry_now() {
    if (next_attempt_at_ || stop_reason_ != StopReason::none) try_at_once();
}

void Client::leave() {
    act([](Model& model, Now now, Effects& effects) { model.leave(now, effects); });
    connection_.close(bye_timeout);
    next_attempt_at_.reset();
}

}  // namespace indaba::client
