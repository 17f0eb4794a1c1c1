#include "imgui-client/workspace/server_connection.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace indaba::ui {

std::optional<std::string> ServerConnection::choose(const client::Destination& destination,
                                                    const Key& key) {
    endpoints_ = destination.endpoints;
    credentials_.reset();
    invite_ = destination.invite;
    auto found = client::credentials_for(destination, key, brokers_, plain_);
    if (auto* why = std::get_if<std::string>(&found)) return std::move(*why);
    credentials_ = std::move(std::get<client::Credentials>(found));
    return std::nullopt;
}

void ServerConnection::start(client::Model::Options options) {
    client_ = std::make_unique<client::Client>(network_, endpoints_, *credentials_,
                                               std::move(options), invite_);
}

void ServerConnection::close() {
    if (client_) client_->leave();
    client_.reset();
    was_ready_ = has_content_ = false;
    copy_of_.reset();
    attempt_ = 0;
    counted_attempt_.reset();
}

void ServerConnection::pin_broker_key() {
    if (const auto& key = client_->broker_key()) brokers_.pin(endpoints_, *key);
}

client::KnownServer ServerConnection::known_server() const {
    std::optional<Account> key = client_ ? client_->broker_key() : std::nullopt;
    if (!key && credentials_) key = credentials_->broker;
    return {endpoints_, key, brokers_};
}

/// Each new time of an attempt means that the previous attempt has failed.
bool ServerConnection::count_attempts() {
    const auto next = client_->next_attempt();
    if (ready()) attempt_ = 0;
    if (!next || next == counted_attempt_ || ready()) return false;
    counted_attempt_ = next;
    ++attempt_;
    return true;
}

bool ServerConnection::ready() const {
    return client_ && client_->model().connection_state() == client::ConnectionState::ready;
}

std::string ServerConnection::stop_sentence() const {
    if (client_->stop_reason() == client::StopReason::key_mismatch && client_->broker_key())
        return client::key_mismatch_sentence(client_->claimed().endpoint, *client_->broker_key(),
                                             client_->claimed().key, brokers_);
    return client_->last_failure();
}

std::vector<Descriptor> ServerConnection::descriptors() const {
    return client_ ? client_->connection().descriptors() : std::vector<Descriptor>{};
}

ConnectionStatus ServerConnection::status() const {
    ConnectionStatus status;
    status.server = client::to_string(endpoints_.front());
    status.endpoints = known_server().endpoints();
    status.copy_of = copy_of_;
    if (!client_) return status;
    // The first attempt with an own copy is no loss until it has failed.
    const bool failed =
        !client_->last_failure().empty() || client_->stop_reason() != client::StopReason::none;
    status.state = ready()                                  ? ConnectionStatus::State::ready
                   : was_ready_ || (has_content_ && failed) ? ConnectionStatus::State::lost
                                                            : ConnectionStatus::State::connecting;
    if (status.state != ConnectionStatus::State::lost) return status;
    status.why = client_->last_failure().empty() ? offline_reason_ : client_->last_failure();
    status.attempt = std::max(attempt_, 1);
    status.stopped = client_->stop_reason() != client::StopReason::none;
    if (status.stopped) status.why = stop_sentence();
    if (const auto next = client_->next_attempt()) {
        const auto left =
            std::chrono::ceil<std::chrono::seconds>(*next - std::chrono::steady_clock::now());
        status.next_in_s = static_cast<int>(std::max<std::chrono::seconds::rep>(left.count(), 0));
    }
    return status;
}

}  // namespace indaba::ui
