#pragma once
/// The home of one run: its key and settings, and the server to connect to. Each command that talks
/// to a broker opens one first.
#include <filesystem>
#include <optional>
#include <string>

#include "common/client/home/credentials.hpp"
#include "common/client/home/destination.hpp"
#include "common/client/home/known_brokers.hpp"
#include "common/client/home/known_server.hpp"
#include "common/client/home/settings.hpp"
#include "common/client/model/model.hpp"
#include "common/keys/key.hpp"

namespace indaba::line {

/// The options that every command has.
struct CommonOptions {
    std::optional<client::Destination> server;  // default: the last one, else 127.0.0.1:5000
    std::string name;                           // default: the last one
    std::filesystem::path home;
    bool trust = false;           // accept the key of an unknown broker without a question
    bool plain = false;           // no encryption
    std::optional<bool> numbers;  // of messages, before their lines; default: on a terminal
    std::optional<client::KeepLocal> keep_local;  // default: as in the settings
};

/// The broker of this machine at the default port.
client::Destination default_destination();

struct OpenedHome {
    explicit OpenedHome(const std::filesystem::path& the_path)
        : path(the_path), brokers(the_path) {}

    std::filesystem::path path;
    Key key;
    client::Settings settings;
    client::Destination destination;
    client::KnownBrokers brokers;
    client::Credentials credentials;
    bool trust = false;
    client::KeepLocal keep_local;  // given, or of the settings
    std::string name;              // given or remembered; may be empty
    bool name_given = false;

    /// Returns the endpoints of the destination as people write them.
    std::string server() const { return client::to_string(destination.endpoints); }
    /// Returns the server with the key that is trusted when this is called.
    client::KnownServer known_server() const {
        return {destination.endpoints, credentials.broker, brokers};
    }
    /// Returns the journal that this server had at the last connection.
    std::optional<JournalId> last_journal() const;
    /// Returns whether a copy of what the broker sends may be kept here.
    bool may_keep_copy() const { return keep_local.kind != client::KeepLocal::Kind::none; }
    /// Returns the model's account, software, name and journal.
    client::Model::Options model_options() const;
    /// Returns a sentence when --name asks for another name than the account already has.
    std::optional<std::string> ignored_name_sentence(const std::string& name_on_server) const;
};

/// Opens the home, and creates it with a new key if there is none. Throws std::runtime_error with a
/// sentence when the home is unusable or the broker's key contradicts the known one.
OpenedHome open_home(const CommonOptions& common);

}  // namespace indaba::line
