#pragma once
/// The connection to one server at a time: its endpoints, the keys, the client, and the state of
/// the connection and its attempts for the banner. Owned by the workspace, which asks the user for
/// decisions. Knows no store and no view. One thread; never waits.
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/descriptor.hpp"
#include "common/client/connection/client.hpp"
#include "common/client/home/destination.hpp"
#include "common/client/home/known_server.hpp"
#include "common/keys/key.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

class ServerConnection {
 public:
    /// `plain`: without encryption. Throws std::runtime_error with a sentence if the list of known
    /// brokers is damaged.
    ServerConnection(const std::filesystem::path& home, bool plain)
        : brokers_(home), plain_(plain) {}

    /// Sets the endpoints for the dialog and the status without connecting.
    void set_endpoints(client::Endpoints endpoints) { endpoints_ = std::move(endpoints); }
    /// Chooses a server. Returns a sentence if its endpoints or the join link do not have the one
    /// key that this home trusts; otherwise start() may follow.
    std::optional<std::string> choose(const client::Destination& destination, const Key& key);
    void start(client::Model::Options options);
    /// Says bye and drops the client.
    void close();

    // Events that the workspace passes on.
    /// Pins the key of a broker that has welcomed this client. Throws std::runtime_error with a
    /// sentence.
    void pin_broker_key();
    void became_ready() {
        was_ready_ = has_content_ = true;
        copy_of_.reset();
    }
    /// The own copy of this time is shown before the first connection.
    void shows_copy(WallMs of) {
        has_content_ = true;
        copy_of_ = of;
    }
    void became_offline(std::string why) { offline_reason_ = std::move(why); }
    /// Counts the attempts since the loss. Returns true if the number changed.
    bool count_attempts();

    /// Null before start() and after close().
    client::Client* client() { return client_.get(); }
    const client::Client* client() const { return client_.get(); }
    const client::Endpoints& endpoints() const { return endpoints_; }
    /// Returns the server with the key that is trusted when this is called.
    client::KnownServer known_server() const;
    bool ready() const;
    /// Returns whether this client was ready at least once.
    bool was_ready() const { return was_ready_; }
    /// Returns whether there is something to read: the client was ready, or an own copy is shown.
    bool has_content() const { return has_content_; }
    /// Returns why no attempt will follow until a person decides: both fingerprints if the broker's
    /// key changed.
    std::string stop_sentence() const;
    ConnectionStatus status() const;
    /// The descriptors to watch; they change with each connection.
    std::vector<Descriptor> descriptors() const;

 private:
    client::KnownBrokers brokers_;
    bool plain_;
    client::Network network_;
    client::Endpoints endpoints_;
    std::optional<client::Credentials> credentials_;  // from choose() on
    std::optional<SecretKey> invite_;
    std::unique_ptr<client::Client> client_;
    bool was_ready_ = false;
    bool has_content_ = false;
    std::optional<WallMs> copy_of_;
    std::string offline_reason_;
    int attempt_ = 0;
    std::optional<std::chrono::steady_clock::time_point> counted_attempt_;
};

}  // namespace indaba::ui
