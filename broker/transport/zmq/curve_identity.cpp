#include "broker/transport/zmq/curve_identity.hpp"

#include <array>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "broker/handshake/addresses.hpp"
#include "broker/transport/zmq/curve_self_test.hpp"
#include "broker/transport/zmq/socket_option.hpp"

namespace indaba::broker {
namespace {

/// Without it, libzmq admits everybody when no handler answers. zmq.h keeps its number among the
/// drafts; libzmq has it since 4.3.0.
constexpr int zap_enforce_domain = 93;
constexpr std::array<SocketOption, 2> encryption_options{{
    {ZMQ_CURVE_SERVER, 1, true},
    {zap_enforce_domain, 1, true},
}};

std::vector<Prefix> attached_networks() {
    std::vector<Prefix> result;
    for (const LocalAddress& own : local_addresses()) result.push_back(own.attached);
    return result;
}

}  // namespace

void serve_curve(zmq::socket_t& socket, const Key& key, const char* domain) {
    for (const SocketOption& option : encryption_options) set_option(socket, option);
    if (zmq_setsockopt(socket.handle(), ZMQ_CURVE_SECRETKEY, key.secret.bytes.data(),
                       key.secret.bytes.size()) != 0)
        throw std::runtime_error("This libzmq was built without encryption (CURVE).");
    socket.set(zmq::sockopt::zap_domain, domain);
}

CurveIdentity::CurveIdentity(const Key& key, Access access, const Rate& handshakes)
    : key_(key), admission_(access, attached_networks()), handshake_limiter_(handshakes) {}

void CurveIdentity::encrypt(zmq::context_t& context, zmq::socket_t& router) {
    zap_.emplace(context, key_.account, admission_, handshake_limiter_);
    serve_curve(router, key_, zap_domain);
}

void CurveIdentity::run_self_test(zmq::context_t& context, const std::string& bound) const {
    if (!admission_.rejects_unknown_keys()) return;
    std::string endpoint = bound;
    for (const std::string_view any : {"//[::]:", "//0.0.0.0:"})
        if (const auto at = endpoint.find(any); at != std::string::npos)
            endpoint.replace(at, any.size(), "//127.0.0.1:");
    if (!unknown_key_is_rejected(context, endpoint, key_.account))
        throw std::runtime_error(self_test_failed);
}

std::optional<Proof> CurveIdentity::proof(zmq::message_t& payload) {
    const char* user_id = zmq_msg_gets(payload.handle(), "User-Id");
    std::string_view user = user_id ? user_id : "";
    const bool invite = user.starts_with(invite_prefix);
    if (invite) user.remove_prefix(invite_prefix.size());
    const auto key = Account::from_hex(user);
    if (!key) return std::nullopt;
    return Proof{*key, invite};
}

void CurveIdentity::admit(const std::variant<Standing, Invite>& change) {
    std::visit([this](const auto& standing_or_invite) { admission_.put(standing_or_invite); },
               change);
}

void CurveIdentity::add_known_account(const Account& account) {
    handshake_limiter_.add_known_account(account);
}

void CurveIdentity::on_first_hello(const Proof& proof, const std::string& rate_limit_key) {
    handshake_limiter_.on_hello(proof.key, rate_limit_key);
}

}  // namespace indaba::broker
