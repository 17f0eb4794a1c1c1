#pragma once
/// What every command that talks to a broker stands on: the home with its key and settings, the
/// client, and the one place where this program waits. It carries; it decides nothing about what is
/// shown. One thread.
#include <chrono>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "common/client/connection/client.hpp"
#include "common/client/home/destination.hpp"
#include "common/client/home/settings.hpp"
#include "common/keys/key.hpp"
#include "line-client/options.hpp"

namespace indaba::line {

/// The home, opened, and whom to call under which name.
struct OpenedHome {
    explicit OpenedHome(const std::filesystem::path& the_path)
        : path(the_path), brokers(the_path) {}

    std::filesystem::path path;
    Key key;
    client::Settings settings;
    client::Destination destination;
    client::Server server;  // of the destination
    client::KnownBrokers brokers;
    client::Credentials credentials;
    bool trust = false;
    std::string name;  // wanted or remembered; may be empty
    bool name_given = false;

    /// The journal this server had the last time.
    std::optional<JournalId> last_journal() const;
    /// What Model::Options has from here.
    client::Model::Options model_options() const;
};

/// Makes home and key when they are not there. Throws std::runtime_error with a sentence.
OpenedHome open_home(const Common& common);

class ClientLoop {
 public:
    using Time = std::chrono::steady_clock::time_point;

    ClientLoop(const OpenedHome& opened, client::Model::Options options);

    /// The next thing that happened. Nothing when `until` has come, a stop was asked for, or
    /// stdin can be read.
    std::optional<client::Effect> next(std::optional<Time> until = {}, bool watch_stdin = false);
    /// Found by the last wait of next().
    bool stdin_readable() const { return stdin_readable_; }

    /// An intent, as Client::act; what it brings about comes out of next().
    template <class Intent>
    void act(Intent&& intent) {
        take(client_.act(std::forward<Intent>(intent)));
    }

    /// Until ready; then remembers. Else the exit code, and why was said.
    std::optional<int> join(Time give_up);
    /// Whose name this is; asks the broker when we have never heard of it. Only after join. Else
    /// the exit code, and why was said.
    std::variant<Account, int> account_of(const std::string& name, Time give_up);
    void leave() { client_.leave(); }

    const client::Model& model() const { return client_.model(); }
    const OpenedHome& opened_home() const { return opened_home_; }
    /// The last one told; nothing before the first.
    const std::optional<client::Welcomed>& welcomed() const { return welcomed_; }
    /// In a sentence; nothing while the last attempt has not failed.
    const std::string& last_failure() const { return client_.last_failure(); }

    client::StopReason stop_reason() const { return client_.stop_reason(); }
    /// What there is to say of a trouble, for people.
    std::string stop_sentence() const;
    /// After unknown_key: the key it told, as people compare it; then they may trust it.
    std::string claimed_fingerprint() const;
    void trust_claimed_key() { client_.trust(client_.claimed_key()); }
    /// Keeps server and name for the next start, and the journal: that of a server never
    /// seen before, or any when `journal_too` (only who holds the home's lock has moved its outbox
    /// over).
    void remember(bool journal_too);

 private:
    void take(client::Effects effects);
    int no_connection(const std::string& why) const;
    void pin_broker_key();

    const OpenedHome& opened_home_;
    client::Network network_;
    client::Client client_;
    std::deque<client::Effect> pending_;
    std::optional<client::Welcomed> welcomed_;
    bool stdin_readable_ = false;
};

/// A join that cannot go on, said; the exit code.
int report_join_refused(const client::JoinRefused& refused);
/// When the account goes under another name than the one given.
std::optional<std::string> other_name_sentence(const OpenedHome& opened,
                                               const client::Model& model);

}  // namespace indaba::line
