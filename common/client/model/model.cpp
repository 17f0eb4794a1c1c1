#include "common/client/model/model.hpp"

#include <algorithm>
#include <utility>

#include "common/client/model/validate.hpp"
#include "common/wire/chain.hpp"

namespace indaba::client {
namespace {

constexpr std::chrono::seconds ping_interval{20};  // since the last message was sent
constexpr std::chrono::seconds pong_timeout{10};
constexpr std::chrono::seconds progress_timeout{10};

bool due(const std::optional<std::chrono::milliseconds>& at, Now now) {
    return at && *at <= now.steady;
}

}  // namespace

Model::Model(Options options)
    : options_(std::move(options)),
      name_(options_.name),
      journal_(options_.journal),
      outbox_(std::move(options_.outbox)) {}

// ---- the connection ---------------------------------------------------------------------------

void Model::on_open(Now now, Effects& effects) {
    reset_connection();
    connection_state_ = ConnectionState::awaiting_welcome;
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
    if (error.code != code::unknown_message) report_violation(error.sentence, effects);
}

void Model::on_message(const ToClient& message, Now now, Effects& effects) {
    if (connection_state_ == ConnectionState::offline) return;
    if (std::optional<std::string> why = validate(message, me()))
        return report_violation(*std::move(why), effects);
    if (!std::holds_alternative<Pong>(message)) last_progress_ = now.steady;
    std::visit([&](const auto& any) { on(any, now, effects); }, message);
}

void Model::on_lost(std::string why, Now, Effects& effects) {
    if (connection_state_ == ConnectionState::offline) return;
    connection_state_ = ConnectionState::offline;
    reset_connection();
    end_delay(effects);
    fail_pending_changes("The connection was lost", effects);
    people_.lost();
    effects.push_back(BecameOffline{std::move(why)});
}

void Model::leave(Now now, Effects& effects) {
    if (connection_state_ == ConnectionState::offline) return;
    send(Bye{}, now, effects);
    connection_state_ = ConnectionState::offline;
    reset_connection();
    people_.lost();
}

void Model::reconnect(std::string why, Now now, Effects& effects, std::optional<Time> retry_after) {
    effects.push_back(Reconnect{why, retry_after});
    on_lost(std::move(why), now, effects);
}

void Model::send(ToBroker message, Now now, Effects& effects) {
    last_sent_ = now.steady;
    effects.push_back(Transmit{std::move(message)});
}

void Model::reset_connection() {
    cancel_pending_page();
    resync_ = {};
    sync_pending_ = false;
    join_refused_ = false;
    ping_sent_.reset();
    retry_join_at_.reset();
    join_delay_code_.clear();
    retry_sync_at_.reset();
    retry_posts_at_.reset();
    retry_page_at_.reset();
    resend_who_at_.reset();
    resend_changes_at_.reset();
    resend_lists_at_.reset();
    asked_name_.reset();
    for (auto& [id, state] : conversations_) state.failed_fetches = 0;
}

/// Forgets the request in flight. One by fetch_for_copy is sent again.
void Model::cancel_pending_page() {
    if (pending_page_ && pending_page_->copies && !wanted_copy_)
        wanted_copy_ = {pending_page_->conversation, *pending_page_->ask.before};
    pending_page_.reset();
}

/// Sends one `sync` until its answer, people, heads and ready, has come.
void Model::request_sync(Now now, Effects& effects) {
    if (connection_state_ != ConnectionState::ready || std::exchange(sync_pending_, true)) return;
    send(Sync{}, now, effects);
}

bool Model::waits_for_progress() const {
    return (connection_state_ == ConnectionState::awaiting_welcome ||
            connection_state_ == ConnectionState::joining) &&
           !join_refused_ && !retry_join_at_;
}

void Model::check_timeouts(Now now, Effects& effects) {
    if (ping_sent_ && now.steady >= *ping_sent_ + pong_timeout)
        return reconnect("The broker does not answer.", now, effects);
    if (waits_for_progress() && now.steady >= last_progress_ + progress_timeout)
        return reconnect("The broker did not complete the sign-on.", now, effects);
    if (ping_sent_ || now.steady < last_sent_ + ping_interval) return;
    ping_sent_ = now.steady;
    send(Ping{}, now, effects);
}

void Model::on_time(Now now, Effects& effects) {
    if (connection_state_ == ConnectionState::offline) return;
    check_timeouts(now, effects);
    if (connection_state_ == ConnectionState::offline) return;
    push_presence_news(people_.on_time(now.steady), effects);
    if (due(retry_join_at_, now)) join(now, effects);
    if (connection_state_ != ConnectionState::ready) return;
    if (due(retry_sync_at_, now)) {
        retry_sync_at_.reset();
        send(Sync{}, now, effects);
    }
    if (due(retry_posts_at_, now)) resend_posts(now, effects);
    if (due(resend_who_at_, now)) resend_who_requests(now, effects);
    if (due(resend_changes_at_, now)) resend_changes(now, effects);
    if (due(resend_lists_at_, now)) resend_refused_lists(now, effects);
    if (due(retry_page_at_, now)) {
        retry_page_at_.reset();
        fetch_next(now, effects);
    }
    send_read(now, effects);
}

std::optional<std::chrono::milliseconds> Model::next_deadline() const {
    if (connection_state_ == ConnectionState::offline) return std::nullopt;
    Time earliest = ping_sent_ ? *ping_sent_ + pong_timeout : last_sent_ + ping_interval;
    if (waits_for_progress()) earliest = std::min(earliest, last_progress_ + progress_timeout);
    for (const auto& at : {people_.next_deadline(), retry_join_at_})
        if (at) earliest = std::min(earliest, *at);
    if (connection_state_ != ConnectionState::ready)
        return earliest;  // the deadlines below are served only when ready
    if (!unsent_read_positions_.empty()) earliest = std::min(earliest, next_read_at_);
    for (const auto& at : {retry_sync_at_, retry_posts_at_, retry_page_at_, resend_who_at_,
                           resend_changes_at_, resend_lists_at_})
        if (at) earliest = std::min(earliest, *at);
    return earliest;
}

void Model::on(const Pong& pong, Now now, Effects& effects) {
    ping_sent_.reset();
    if (connection_state_ != ConnectionState::ready || sync_pending_ || resync_.started) return;
    Digest digest;
    for (const auto& [id, state] : conversations_)
        digest = digest ^ digest_part(id, state.number, state.hash);
    if (digest != pong.digest || people_.version() != pong.version) request_sync(now, effects);
}

void Model::on(const Notice& notice, Now now, Effects& effects) {
    if (notice.code != "kicked" && notice.code != code::banned && notice.code != code::rebound) {
        effects.push_back(NoticeReceived{notice.code, notice.sentence});
        return;
    }
    effects.push_back(Kicked{notice.code, notice.sentence});
    on_lost(notice.sentence, now, effects);
}

void Model::on(const Enrolled&, Now, Effects& effects) {
    report_violation("The broker enrolled us although we did not ask.", effects);
}

void Model::on(const Refusal& refusal, Now now, Effects& effects) {
    // The broker ended our session and we did not notice. None of its refusals is final then.
    if (refusal.code == code::not_joined) return reconnect(refusal.sentence, now, effects);
    if (refusal.id) return on_post_refused(refusal, now, effects);
    if (refusal.request) {
        if (changes_.contains(*refusal.request)) return on_change_refused(refusal, now, effects);
        if (pending_lists_.contains(*refusal.request))
            return on_list_refused(refusal, now, effects);
        if (pending_page_ && pending_page_->request == *refusal.request)
            return on_page_refused(refusal, now, effects);
        return on_who_refused(refusal, now, effects);
    }
    if (refusal.code == code::unknown_message)
        end_requests_about_rooms("This server is older and knows no rooms.", effects);
    if (connection_state_ != ConnectionState::ready || asked_name_ ||
        refusal.code.starts_with("name"))
        return on_join_refused(refusal, now, effects);
    if (sync_pending_ && refusal.retry_ms) return delay(retry_sync_at_, *refusal.retry_ms, now);
    sync_pending_ = false;  // `sync` may be what was refused; the next pong shows if it is needed
    effects.push_back(NoticeReceived{refusal.code, refusal.sentence});
}

void Model::report_violation(std::string why, Effects& effects) {
    effects.push_back(ProtocolViolation{std::move(why)});
}

Model::Time Model::retry_time(std::uint64_t retry_ms, Now now) {
    return now.steady + Time{std::min(retry_ms, max_retry_ms)};
}

void Model::delay(std::optional<Time>& deadline, std::uint64_t retry_ms, Now now) {
    const Time at = retry_time(retry_ms, now);
    deadline = std::max(deadline.value_or(at), at);
}

}  // namespace indaba::client
