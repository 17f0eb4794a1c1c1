#include "common/client/connection/client.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

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

Client::Client(Network& network, Server server, Credentials credentials, Model::Options options,
               std::optional<SecretKey> invite)
    : server_(std::move(server)),
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
    connection_.open(server_, credentials);
}

Effects Client::on_event(ConnectionEvent event) {
    if (const auto* lost = std::get_if<Lost>(&event)) {
        const bool was_enrolling = enrolling_;
        if (!classify_loss(*lost)) schedule_attempt();
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

/// Records why the connection was lost. Returns false when another attempt may succeed.
bool Client::classify_loss(const Lost& lost) {
    last_failure_ = lost.why;
    refused_for_now_ = lost.kind == Lost::Kind::at_capacity;
    const bool was_enrolling = std::exchange(enrolling_, false);
    claimed_key_ = lost.claimed_key;
    if (lost.kind == Lost::Kind::unverified_key) stop_retrying(StopReason::unknown_key, lost.why);
    if (lost.kind == Lost::Kind::key_mismatch) stop_retrying(StopReason::key_mismatch, lost.why);
    if (lost.kind == Lost::Kind::denied && was_enrolling)
        stop_retrying(StopReason::denied, "The invite is used up or has expired. Ask for another.");
    else if (lost.kind == Lost::Kind::denied && invite_)
        enrolling_ = true;
    else if (lost.kind == Lost::Kind::denied)
        stop_retrying(StopReason::denied, lost.why);
    if (enrolling_) {
        last_failure_.clear();
        next_attempt_at_ = steady_clock::now();
    }
    return lost.kind != Lost::Kind::ordinary && !refused_for_now_;
}

void Client::stop_retrying(StopReason reason, std::string why) {
    stop_reason_ = reason;
    last_failure_ = std::move(why);
    next_attempt_at_.reset();
}

void Client::trust(const Account& key) {
    credentials_.broker = key;
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
    if (enrolling_) {
        refuse_for_now(refusal->sentence, milliseconds{std::min(*refusal->retry_ms, max_retry_ms)});
        return;
    }
    if (refusal) return stop_retrying(StopReason::denied, refusal->sentence);
    invite_.reset();
    next_attempt_at_ = steady_clock::now();
}

Effects Client::execute(Effects effects) {
    Effects left;
    for (Effect& effect : effects) {
        if (const auto* transmit = std::get_if<Transmit>(&effect)) {
            connection_.send(encode(transmit->message));
        } else if (auto* reconnect = std::get_if<Reconnect>(&effect)) {
            connection_.close();
            if (reconnect->retry_after) {
                refuse_for_now(std::move(reconnect->why), *reconnect->retry_after);
                continue;
            }
            last_failure_ = std::move(reconnect->why);
            refused_for_now_ = false;
            schedule_attempt();
        } else if (auto* kicked = std::get_if<Kicked>(&effect)) {
            connection_.close();
            stop_retrying(StopReason::denied, kicked->sentence);
            left.push_back(std::move(effect));
        } else {
            if (std::holds_alternative<BecameReady>(effect)) back_off_ = min_back_off;
            left.push_back(std::move(effect));
        }
    }
    return left;
}

void Client::refuse_for_now(std::string why, milliseconds retry_after) {
    last_failure_ = std::move(why);
    refused_for_now_ = true;
    schedule_attempt(retry_after);
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

void Client::retry_now() {
    if (next_attempt_at_ || stop_reason_ != StopReason::none)
        next_attempt_at_ = steady_clock::now();
}

void Client::leave() {
    act([](Model& model, Now now, Effects& effects) { model.leave(now, effects); });
    connection_.close(bye_timeout);
    next_attempt_at_.reset();
}

}  // namespace indaba::client
