#include "broker/transport/zmq/zap_handler.hpp"

#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "broker/process/signal_mask.hpp"
#include "broker/transport/zmq/frames.hpp"
#include "common/base/clock.hpp"

namespace indaba::broker {
namespace {

constexpr const char* zap_address = "inproc://zeromq.zap.01";
constexpr const char* stop_address = "inproc://zap-stop";

using Frames = std::vector<std::string>;

/// The index of each frame of a request (RFC 27).
enum : std::size_t { version, request_id, domain, address, identity, mechanism, credentials };

std::string user_id(Admitted admitted, const Account& key) {
    return admitted == Admitted::invite ? std::string(invite_prefix) + to_hex(key) : to_hex(key);
}

Frames handle_request(const Frames& request, const Account& broker_key, const Admission& admission,
                      HandshakeLimiter& handshake_limiter) {
    const auto reply = [&](const char* status, const char* text, std::string user) {
        return Frames{"1.0", request[request_id], status, text, std::move(user), ""};
    };
    if (request[mechanism] != "CURVE") return reply("400", "Encryption only", "");
    const std::optional<Account> key = Account::from(request[credentials]);
    if (!key) return reply("400", "No key", "");
    if (request[domain] == peers_zap_domain)
        return *key == broker_key ? reply("200", "OK", "") : reply("400", "Not admitted", "");
    if (request[domain] != zap_domain) return reply("400", "Unknown domain", "");
    const Now now = read_clocks();
    const Admitted admitted = admission.judge(*key, request[address], now.wall);
    if (admitted == Admitted::no) return reply("400", "Not admitted", "");
    const auto peer = parse_address(request[address]);
    if (!handshake_limiter.allow(*key, peer ? rate_limit_key(*peer) : "", now.steady,
                                 admitted == Admitted::invite))
        return reply("300", "Not now", "");
    return reply("200", "OK", user_id(admitted, *key));
}

}  // namespace

struct ZapHandler::State {
    State(zmq::context_t& context, const Account& the_broker_key, const Admission& the_admission,
          HandshakeLimiter& the_handshake_limiter)
        : broker_key(the_broker_key),
          admission(the_admission),
          handshake_limiter(the_handshake_limiter),
          requests(context, zmq::socket_type::rep),
          stop_receiver(context, zmq::socket_type::pair),
          stop_sender(context, zmq::socket_type::pair) {
        requests.set(zmq::sockopt::linger, 0);
        requests.bind(zap_address);
        stop_receiver.bind(stop_address);
        stop_sender.connect(stop_address);
    }

    void run();
    void answer();

    const Account broker_key;
    const Admission& admission;
    HandshakeLimiter& handshake_limiter;
    zmq::socket_t requests;
    zmq::socket_t stop_receiver;
    zmq::socket_t stop_sender;
    std::thread thread;
};

/// Answers one request. A fault, such as a lack of memory, rejects its peer only.
void ZapHandler::State::answer() {
    const Frames request = receive_frames(requests, zmq::recv_flags::none);
    const std::string id = request.size() > request_id ? request[request_id] : "";
    Frames reply{"1.0", id, "500", "Not understood", "", ""};
    try {
        if (request.size() > credentials)
            reply = handle_request(request, broker_key, admission, handshake_limiter);
    } catch (const std::exception&) {
        // The reply above is sent.
    }
    send_frames(requests, reply);
}

/// Without an answer, libzmq's handshake times out: an error in this thread admits nobody.
void ZapHandler::State::run() {
    const SignalMask signals;
    for (;;) {
        zmq::pollitem_t items[] = {{requests.handle(), 0, ZMQ_POLLIN, 0},
                                   {stop_receiver.handle(), 0, ZMQ_POLLIN, 0}};
        if (zmq_poll(items, 2, -1) < 0) continue;  // a signal
        if (items[1].revents != 0) return;
        try {
            answer();
        } catch (const std::exception&) {
            // An exception would end the whole process.
        }
    }
}

ZapHandler::ZapHandler(zmq::context_t& context, const Account& broker_key,
                       const Admission& admission, HandshakeLimiter& handshake_limiter)
    : state_(std::make_unique<State>(context, broker_key, admission, handshake_limiter)) {
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

ZapHandler::~ZapHandler() {
    state_->stop_sender.send(zmq::buffer("", 1), zmq::send_flags::none);
    state_->thread.join();
}

}  // namespace indaba::broker
