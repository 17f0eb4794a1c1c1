#include "tests/load/load_client.hpp"

#include <algorithm>

#include "common/wire/codec.hpp"

namespace indaba::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto ping_after = seconds{20};  // after the last message sent
constexpr auto reopen_delay = milliseconds{500};
constexpr std::size_t max_name = 30;

}  // namespace

LoadClient::LoadClient(client::Network& network, const client::Endpoints& endpoints,
                       client::Credentials credentials, Checker& checker, EventLog& events,
                       std::size_t index, std::string name)
    : ring_(endpoints, credentials.own.account),
      credentials_(std::move(credentials)),
      connection_(network),
      checker_(checker),
      events_(events),
      index_(index),
      name_(std::move(name)) {}

// ---- the connection ----------------------------------------------------------------------------

void LoadClient::open(Micros now) {
    connection_state_ = ConnectionState::opening;
    last_sent_ = now;
    connection_.open(ring_.current(), credentials_);
}

void LoadClient::turn(Micros now) {
    while (const std::optional<client::ConnectionEvent> event = connection_.poll())
        std::visit([&](const auto& any) { on(any, now); }, *event);
}

void LoadClient::on(const client::Opened&, Micros now) {
    connection_state_ = ConnectionState::joining;
    Hello hello;
    hello.software = "indaba-load";
    hello.account = checker_.account(index_);
    send(hello, now);
}

void LoadClient::on(const client::Received& received, Micros now) {
    const auto decoded = decode_to_client(received.frame);
    if (const auto* message = std::get_if<ToClient>(&decoded))
        return std::visit([&](const auto& any) { on(any, now); }, *message);
    const auto& error = std::get<DecodeError>(decoded);
    if (error.code != code::unknown_message) give_up(error.sentence);
}

void LoadClient::on(const client::Lost& lost, Micros now) {
    if (lost.was_open) {
        ++losses_;
        events_.lost(index_, ring_.current(), now);
    }
    const bool another = ring_.advance(std::chrono::duration_cast<milliseconds>(now));
    using Kind = client::Lost::Kind;
    if (lost.kind != Kind::ordinary && lost.kind != Kind::at_capacity) refused_for_good_ = true;
    if (refused_for_good_ || !another) last_failure_ = lost.why;
    connection_state_ = ConnectionState::closed;
    reopen_at_ = another ? now : now + reopen_delay;
    fetching_.reset();
    resend_at_.reset();
    join_at_.reset();
    fetch_at_.reset();
    room_at_.reset();
    pings_ = 0;
}

void LoadClient::send(const ToBroker& message, Micros now) {
    last_sent_ = now;
    connection_.send(encode(message));
}

void LoadClient::give_up(std::string_view why) {
    refused_for_good_ = true;
    last_failure_ = why;
}

// ---- joining -----------------------------------------------------------------------------------

void LoadClient::on(const Welcome& welcome, Micros now) {
    if (welcome.version != protocol_version) return give_up("The broker speaks another version.");
    join_.nonce = welcome.nonce;
    join_.name = welcome.name ? std::nullopt : std::optional{name_};
    join(now);
}

void LoadClient::join(Micros now) {
    join_at_.reset();
    send(join_, now);
}

void LoadClient::on(const Heads& heads, Micros) { checker_.on_heads(index_, heads); }

void LoadClient::on(const Ready&, Micros now) {
    connection_state_ = ConnectionState::ready;
    ring_.on_ready(std::chrono::duration_cast<milliseconds>(now));
    events_.ready(index_, ring_.current(), now);
    fetching_.reset();
    resend_all(now);
    fetch(now);
}

void LoadClient::on_join_refused(const Refusal& refusal, Micros now) {
    if (refusal.retry_ms) {
        join_at_ = now + milliseconds{*refusal.retry_ms};
    } else if (refusal.code == code::name_taken && name_.size() < max_name) {
        name_ += "-";  // an earlier run has the name
        join_.name = name_;
        join(now);
    } else {
        give_up(refusal.sentence);
    }
}

// ---- rooms -------------------------------------------------------------------------------------

void LoadClient::make_room(const std::string& title, Micros now) {
    room_.action = "create";
    room_.title = title;
    send_room_request(now);
}

void LoadClient::join_room(const ConversationId& room, Micros now) {
    room_.action = "join";
    room_.conversation = room;
    send_room_request(now);
}

void LoadClient::send_room_request(Micros now) {
    room_at_.reset();
    room_.request = ++requests_;
    send(room_, now);
}

void LoadClient::on(const RoomJoined& joined, Micros) { checker_.on_room_joined(index_, joined); }

// ---- posting -----------------------------------------------------------------------------------

void LoadClient::post(std::size_t index, Micros now) {
    outbox_.push_back(index);
    if (ready()) transmit(index, now);
}

void LoadClient::transmit(std::size_t index, Micros now) {
    const Post& post = checker_.post(index);
    const std::string kind(kind_text);
    if (post.to)
        send(Whisper{post.id, checker_.account(*post.to), kind, post.body}, now);
    else
        send(Broadcast{post.id, post.conversation, kind, post.body}, now);
}

void LoadClient::resend_all(Micros now) {
    resend_at_.reset();
    for (const std::size_t index : outbox_) {
        checker_.mark_resent(index);
        transmit(index, now);
    }
}

void LoadClient::on_receipts(const std::vector<std::size_t>& receipts, Micros now) {
    for (const std::size_t index : receipts) {
        events_.receipt(index_, checker_.post(index), now);
        std::erase(outbox_, index);
    }
}

/// A refusal with a retry time closes the gate: after that time all posts are resent in order.
void LoadClient::on_post_refused(const Refusal& refusal, Micros now) {
    if (refusal.retry_ms) {
        resend_at_ = now + milliseconds{*refusal.retry_ms};
    } else if (refusal.code != code::retry_order) {
        const auto count = std::erase_if(
            outbox_, [&](std::size_t index) { return checker_.post(index).id == *refusal.id; });
        refused_posts_ += count;
        last_failure_ = refusal.sentence;
    }
}

// ---- received messages
// ------------------------------------------------------------------------------

void LoadClient::on(const Entries& entries, Micros now) {
    on_receipts(checker_.on_live(index_, entries, now), now);
    fetch(now);
}

void LoadClient::on(const Page& page, Micros now) {
    fetching_.reset();
    on_receipts(checker_.on_page(index_, page, now), now);
    fetch(now);
}

void LoadClient::fetch(Micros now) {
    fetch_at_.reset();
    if (fetching_ || !ready()) return;
    std::optional<History> history = checker_.next_request(index_);
    if (!history) return;
    history->request = ++requests_;
    fetching_ = history->conversation;
    send(*history, now);
}

void LoadClient::on(const Pong& pong, Micros) {
    if (pings_ > 0) --pings_;
    checker_.on_pong(index_, pong.digest);
}

void LoadClient::on(const Refusal& refusal, Micros now) {
    if (refusal.id) return on_post_refused(refusal, now);
    if (!refusal.request && !ready()) return on_join_refused(refusal, now);
    last_failure_ = refusal.sentence;
    if (refusal.request && refusal.request == room_.request) {
        if (!refusal.retry_ms) return give_up(refusal.sentence);
        room_at_ = now + milliseconds{*refusal.retry_ms};
        return;
    }
    if (!refusal.request || !fetching_) return;
    if (refusal.retry_ms)
        fetch_at_ = now + milliseconds{*refusal.retry_ms};
    else
        checker_.on_page_refused(index_, *fetching_);
    fetching_.reset();
    if (!fetch_at_) fetch(now);
}

// ---- time --------------------------------------------------------------------------------------

void LoadClient::ping(Micros now) {
    ++pings_;
    send(Ping{}, now);
}

std::optional<Micros> LoadClient::next_deadline() const {
    if (connection_state_ == ConnectionState::closed) return std::nullopt;
    Micros soonest = last_sent_ + ping_after;
    for (const std::optional<Micros>& due : {resend_at_, join_at_, fetch_at_, room_at_})
        if (due) soonest = std::min(soonest, *due);
    if (const auto due = connection_.next_deadline())
        soonest = std::min(soonest, std::chrono::duration_cast<Micros>(due->time_since_epoch()));
    return soonest;
}

void LoadClient::on_time(Micros now) {
    if (ready() && now >= last_sent_ + ping_after) ping(now);
    if (join_at_ && now >= *join_at_) join(now);
    if (fetch_at_ && now >= *fetch_at_) fetch(now);
    if (resend_at_ && now >= *resend_at_) resend_all(now);
    if (room_at_ && now >= *room_at_) send_room_request(now);
    turn(now);
}

}  // namespace indaba::load
