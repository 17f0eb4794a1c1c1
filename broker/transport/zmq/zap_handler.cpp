#include "broker/transport/zmq/zap_handler.hpp"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "broker/process/held_signals.hpp"

namespace indaba::broker {
namespace {

constexpr const char* zap_address = "inproc://zeromq.zap.01";
constexpr const char* end_address = "inproc://zap-end";
constexpr std::size_t most_frames = 16;  // a request has seven

using Frames = std::vector<std::string>;

/// The place of each frame of a request (RFC 27).
enum : std::size_t { version, request_id, domain, address, identity, mechanism, credentials };

using ms = std::chrono::milliseconds;

WallMs wall_now() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

Frames receive(zmq::socket_t& socket) {
    Frames frames;
    zmq::message_t part;
    do {
        if (!socket.recv(part)) return {};
        if (frames.size() < most_frames) frames.push_back(part.to_string());
    } while (part.more());
    return frames;
}

std::string user_id(Admitted admitted, const Account& key) {
    return admitted == Admitted::invite ? std::string(invite_prefix) + to_hex(key) : to_hex(key);
}

ms steady_now() {
    return std::chrono::duration_cast<ms>(std::chrono::steady_clock::now().time_since_epoch());
}

Frames answer(const Frames& request, const Admission& admission, SignOns& sign_ons) {
    const auto say = [&](const char* status, const char* text, std::string user) {
        return Frames{"1.0", request[request_id], status, text, std::move(user), ""};
    };
    if (request[domain] != zap_domain || request[mechanism] != "CURVE")
        return say("400", "Encryption only", "");
    const std::optional<Account> key = Account::from(request[credentials]);
    if (!key) return say("400", "No key", "");
    const Admitted admitted = admission.judge(*key, request[address], wall_now());
    if (admitted == Admitted::no) return say("400", "Not admitted", "");
    const auto peer = parse_address(request[address]);
    if (!sign_ons.begin(*key, peer ? neighbour(*peer) : "", steady_now(),
                        admitted == Admitted::invite))
        return say("300", "Not now", "");
    return say("200", "OK", user_id(admitted, *key));
}

void send(zmq::socket_t& socket, const Frames& frames) {
    for (std::size_t i = 0; i < frames.size(); ++i)
        socket.send(zmq::buffer(frames[i]),
                    i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
}

}  // namespace

struct ZapHandler::State {
    State(zmq::context_t& context, const Admission& the_admission, SignOns& the_sign_ons)
        : admission(the_admission),
          sign_ons(the_sign_ons),
          questions(context, zmq::socket_type::rep),
          end_told(context, zmq::socket_type::pair),
          tell_end(context, zmq::socket_type::pair) {
        questions.set(zmq::sockopt::linger, 0);
        questions.bind(zap_address);
        end_told.bind(end_address);
        tell_end.connect(end_address);
    }

    void run();

    const Admission& admission;
    SignOns& sign_ons;
    zmq::socket_t questions;
    zmq::socket_t end_told;
    zmq::socket_t tell_end;
    std::thread thread;
};

/// Whatever goes wrong here, nobody is admitted by it: libzmq waits for an answer and gives up.
void ZapHandler::State::run() {
    const HeldSignals signals;
    for (;;) {
        zmq::pollitem_t items[] = {{questions.handle(), 0, ZMQ_POLLIN, 0},
                                   {end_told.handle(), 0, ZMQ_POLLIN, 0}};
        if (zmq_poll(items, 2, -1) < 0) continue;  // a signal
        if (items[1].revents != 0) return;
        const Frames request = receive(questions);
        if (request.size() > credentials)
            send(questions, answer(request, admission, sign_ons));
        else
            send(questions, {"1.0", request.size() > request_id ? request[request_id] : "", "500",
                             "Not understood", "", ""});
    }
}

ZapHandler::ZapHandler(zmq::context_t& context, const Admission& admission, SignOns& sign_ons)
    : state_(std::make_unique<State>(context, admission, sign_ons)) {
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

ZapHandler::~ZapHandler() {
    state_->tell_end.send(zmq::buffer("", 1), zmq::send_flags::none);
    state_->thread.join();
}

}  // namespace indaba::broker
