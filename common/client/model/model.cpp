#include "common/client/model/model.hpp"

#include <algorithm>
#include <utility>

#include "common/client/model/doubt.hpp"
#include "common/wire/chain.hpp"

namespace indaba::client {
namespace {

constexpr std::chrono::seconds ping_after{20};  // of having sent nothing
constexpr std::chrono::seconds pong_within{10};
constexpr std::chrono::seconds progress_within{10};
constexpr std::uint64_t longest_retry_ms = 3'600'000;  // whatever the broker says

bool due(const std::optional<std::chrono::milliseconds>& at, Now now) {
    return at && *at <= now.steady;
}

}  // namespace

Model::Model(Options options)
    : options_(std::move(options)),
      name_(options_.name),
      journal_(options_.journal),
      outbox_(std::move(options_.outbox)) {}

// ---- the link -------------------------------------------------------------------------------

void Model::on_open(Now now, Effects& effects) {
    forget_connection();
    link_ = Link::greeting;
    last_progress_ = now.steady;
    Hello hello;
    hello.software = options_.software;
    hello.account = options_.account;
    send(std::move(hello), now, effects);
}

void Model::on_frame(std::string_view frame, Now now, Effects& effects) {
    const auto decoded = decode_to_client(frame);
    if (const auto* message = std::get_if<ToClient>(&decoded))
        return on_message(*message, now, effects);
    const auto& error = std::get<DecodeError>(decoded);
    if (error.code != code::unknown_message) puzzled(error.sentence, effects);
}

void Model::on_message(const ToClient& message, Now now, Effects& effects) {
    if (link_ == Link::offline) return;
    if (std::optional<std::string> why = doubt(message, me()))
        return puzzled(*std::move(why), effects);
    if (!std::holds_alternative<Pong>(message)) last_progress_ = now.steady;
    std::visit([&](const auto& any) { on(any, now, effects); }, message);
}

void Model::on_lost(std::string why, Now, Effects& effects) {
    if (link_ == Link::offline) return;
    link_ = Link::offline;
    forget_connection();
    end_orders(effects);
    people_.lost();
    effects.push_back(BecameOffline{std::move(why)});
}

void Model::leave(Now now, Effects& effects) {
    if (link_ == Link::offline) return;
    send(Bye{}, now, effects);
    link_ = Link::offline;
    forget_connection();
    people_.lost();
}

void Model::give_up(std::string why, Now now, Effects& effects) {
    effects.push_back(Reconnect{why});
    on_lost(std::move(why), now, effects);
}

void Model::send(ToBroker message, Now now, Effects& effects) {
    last_sent_ = now.steady;
    effects.push_back(Transmit{std::move(message)});
}

void Model::forget_connection() {
    end_flight();
    series_ = {};
    sync_pending_ = false;
    join_refused_ = false;
    ping_sent_.reset();
    join_at_.reset();
    resend_at_.reset();
    fetch_at_.reset();
    ask_at_.reset();
    asked_name_.reset();
    for (auto& [id, state] : conversations_) state.setbacks = 0;
}

/// Nothing is under way any more. What was asked for by fetch_older is asked for again, first.
void Model::end_flight() {
    if (flight_ && flight_->older) older_.insert(older_.begin(), flight_->conversation);
    flight_.reset();
}

/// Its answer is people, heads, ready. Once until then.
void Model::request_sync(Now now, Effects& effects) {
    if (link_ != Link::ready || std::exchange(sync_pending_, true)) return;
    send(Sync{}, now, effects);
}

bool Model::waits_for_progress() const {
    return (link_ == Link::greeting || link_ == Link::joining) && !join_refused_ && !join_at_;
}

void Model::check_silence(Now now, Effects& effects) {
    if (ping_sent_ && now.steady >= *ping_sent_ + pong_within)
        return give_up("The broker does not answer.", now, effects);
    if (waits_for_progress() && now.steady >= last_progress_ + progress_within)
        return give_up("The broker does not go on with the sign-on.", now, effects);
    if (ping_sent_ || now.steady < last_sent_ + ping_after) return;
    ping_sent_ = now.steady;
    send(Ping{}, now, effects);
}

void Model::on_time(Now now, Effects& effects) {
    if (link_ == Link::offline) return;
    check_silence(now, effects);
    if (link_ == Link::offline) return;
    tell(people_.on_time(now.steady), effects);
    if (due(join_at_, now)) join(now, effects);
    if (link_ != Link::ready) return;
    if (due(resend_at_, now)) resend_all(now, effects);
    if (due(ask_at_, now)) ask_all(now, effects);
    if (due(fetch_at_, now)) {
        fetch_at_.reset();
        fetch_next(now, effects);
    }
    send_read(now, effects);
}

std::optional<std::chrono::milliseconds> Model::next_deadline() const {
    if (link_ == Link::offline) return std::nullopt;
    Time earliest = ping_sent_ ? *ping_sent_ + pong_within : last_sent_ + ping_after;
    if (waits_for_progress()) earliest = std::min(earliest, last_progress_ + progress_within);
    for (const auto& at : {people_.next_deadline(), join_at_})
        if (at) earliest = std::min(earliest, *at);
    if (link_ != Link::ready) return earliest;  // what follows is served when ready only
    if (!unsent_reads_.empty()) earliest = std::min(earliest, next_read_);
    for (const auto& at : {resend_at_, fetch_at_, ask_at_})
        if (at) earliest = std::min(earliest, *at);
    return earliest;
}

void Model::on(const Pong& pong, Now now, Effects& effects) {
    ping_sent_.reset();
    if (link_ != Link::ready || sync_pending_ || series_.begun) return;
    Digest digest;
    for (const auto& [id, state] : conversations_)
        digest = digest ^ digest_part(id, state.number, state.hash);
    if (digest != pong.digest || people_.version() != pong.version) request_sync(now, effects);
}

void Model::on(const Notice& notice, Now now, Effects& effects) {
    if (notice.code != "kicked" && notice.code != code::banned && notice.code != code::rebound) {
        effects.push_back(Noticed{notice.code, notice.sentence});
        return;
    }
    effects.push_back(PutOut{notice.code, notice.sentence});
    on_lost(notice.sentence, now, effects);
}

void Model::on(const Enrolled&, Now, Effects& effects) {
    puzzled("The broker enrolled us although we did not ask.", effects);
}

void Model::on(const Done& done, Now, Effects& effects) {
    if (orders_.erase(done.request) > 0) effects.push_back(OrderEnded{done.request, {}});
}

std::uint64_t Model::order(std::string what, const Account& whom, std::optional<std::string> name,
                           Now now, Effects& effects) {
    const std::uint64_t request = ++last_request_;
    orders_.insert(request);
    send(Order{request, std::move(what), whom, std::move(name)}, now, effects);
    return request;
}

void Model::end_orders(Effects& effects) {
    for (const std::uint64_t request : std::exchange(orders_, {}))
        effects.push_back(
            OrderEnded{request, "The connection was lost; whether it was done is not known."});
}

void Model::on(const Refusal& refusal, Now now, Effects& effects) {
    // It has ended our session without our knowing: nothing it refuses is refused for good.
    if (refusal.code == code::not_joined) return give_up(refusal.sentence, now, effects);
    if (refusal.id) return on_post_refused(refusal, now, effects);
    if (refusal.request) {
        if (orders_.erase(*refusal.request) > 0) {
            effects.push_back(OrderEnded{*refusal.request, refusal.sentence});
            return;
        }
        if (flight_ && flight_->request == *refusal.request)
            return on_fetch_refused(refusal, now, effects);
        return on_question_refused(refusal, now, effects);
    }
    if (link_ != Link::ready || asked_name_ || refusal.code.starts_with("name"))
        return on_join_refused(refusal, now, effects);
    sync_pending_ = false;  // perhaps it was that: the next pong tells whether it is needed
    effects.push_back(Noticed{refusal.code, refusal.sentence});
}

void Model::puzzled(std::string why, Effects& effects) {
    effects.push_back(Puzzled{std::move(why)});
}

Model::Time Model::retry_time(std::uint64_t retry_ms, Now now) {
    return now.steady + Time{std::min(retry_ms, longest_retry_ms)};
}

}  // namespace indaba::client
