#pragma once
/// One home talking to one server at a time: client, store, settings, and the streams that the
/// views show. Carries intents out, turns news into a view state. Knows sockets and files, no
/// ImGui. One thread; never waits. workspace.cpp: connecting and news; workspace_intents.cpp: what
/// is intent; workspace_view_state.cpp: what is shown.
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/client/connection/client.hpp"
#include "common/client/home/destination.hpp"
#include "common/client/home/known_people.hpp"
#include "common/client/home/settings.hpp"
#include "common/client/home/store.hpp"
#include "common/client/text/input_command.hpp"
#include "common/keys/key.hpp"
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

class Workspace {
 public:
    struct Options {
        std::filesystem::path home;                 // exists, and its lock is held
        std::optional<client::Destination> server;  // connect at once
        std::string name;
        bool plain = false;  // no encryption
    };
    /// Throws std::runtime_error with a sentence when the home has no usable key.
    explicit Workspace(Options options);

    /// Polls the DEALER, passes the time. True: something is to be drawn.
    bool turn();
    /// Until when nothing happens by itself.
    std::chrono::milliseconds time_to_wait() const;
    /// For the watcher: one can be read when a turn is due. Changes with each connection.
    std::vector<int> descriptors() const;

    /// False: the window is to close.
    bool carry_out(const Intent& intent);
    /// As of now; valid until the next turn or intent. What peers named is in it as they sent it.
    const ViewState& view_state();
    /// "(3) Indaba": what the window is called; the number counts what was not read.
    std::string title() const;

    const client::Settings& settings() const { return settings_; }
    /// Window, theme and scale belong to the window; kept at the next save.
    client::Settings& mutable_settings() { return settings_; }
    void save_settings();
    /// Says bye; what is typed and not sent is kept.
    void leave();

 private:
    using Time = std::chrono::steady_clock::time_point;
    using Effects = client::Effects;

    /// A whisper to a name that only the server may know; its text waits for the answer.
    struct Lookup {
        std::uint64_t request = 0;
        std::string name, text;
        ConversationId asked_in{};
    };

    // connecting
    void connect(const client::Destination& destination, const std::string& typed,
                 const std::string& name);
    std::optional<client::Credentials> credentials();
    void check_stop_reason();
    std::string stop_sentence() const;
    void end_connection();
    void reset_timelines();
    void end_first_attempt(std::string why);
    void show_connect_dialog();
    std::unique_ptr<client::Store> open_store(const JournalId& journal);
    std::optional<JournalId> known_journal() const;
    void save_server_settings();
    void count_attempts();

    // what happens
    void handle_effects(Effects effects);
    void on(const client::Welcomed& welcomed);
    void on(const client::BecameReady&);
    void on(const client::BecameOffline& offline);
    void on(const client::JoinRefused& refused);
    void on(const client::NewEntries& news);
    void on(const client::PersonJoined& joined);
    void on(const client::PersonLeft& left);
    void on(const client::Renamed& renamed);
    void on(const client::PostRefused& refused);
    void on(const client::OutboxDone& done);
    void on(const client::Diverged& diverged);
    void on(const client::WhoAnswered& answer);
    void on(const client::OlderPageFetched& fetched);
    void on(const client::NoticeReceived& notice);
    void on(const client::ProtocolViolation& violation);
    void on(const client::OrderAnswered& ended);
    void on(const client::Kicked& kicked) { note(kicked.sentence, true); }
    void on(const client::NamesLearned& learned);
    template <class Other>
    void on(const Other&) {}
    void switch_store(const client::Welcomed& welcomed);
    void post_stored_outbox();

    // intents
    void apply(const ConnectToServer& intent);
    void apply(const TrustServer&);
    void apply(const ImportKey& intent);
    std::string import_key(const ImportKey& intent);
    void apply(const CancelConnect&);
    void apply(const SendMessage& intent);
    void apply(const ChangeDraft& intent);
    void apply(const OpenConversation& intent) { open_conversation(intent.account); }
    void apply(const LoadOlder& intent);
    void apply(const MarkRead& intent);
    void apply(const EditRefused& intent);
    void apply(const DismissRefused& intent);
    void apply(const ReconnectNow&);
    void apply(const DismissWarning&);
    template <class Other>
    void apply(const Other&) {}
    void run_input(const client::TextInput& text);
    void run_input(const client::WhisperCommand& whisper);
    void run_input(const client::WhoCommand&);
    void run_input(const client::NameCommand& name);
    void run_input(const client::OperatorCommand& order);
    void run_input(const client::QuitCommand&) { quitting_ = true; }
    void run_input(const client::HelpCommand&);
    void run_input(const client::InvalidInput& wrong);
    void run_input(const client::EmptyInput&) {}
    void whisper_by_name(std::string name, std::string text);
    void open_conversation(const std::optional<Account>& account);
    void send_text(const std::optional<Account>& to, const std::string& text);
    bool store_and_post(client::OutboxRow row, const ConversationId& conversation);
    void schedule_save();
    void save_now();
    void load_draft(const client::Store* store);
    void restore_to_composer(const std::string& text);
    template <class Change>
    void update_model(Change&& change) {
        handle_effects(client_->act(std::forward<Change>(change)));
    }
    template <class Action>
    bool try_disk(Action&& action);

    // what is shown
    const client::Model& model() const { return client_->model(); }
    bool ready() const {
        return client_ && model().connection_state() == client::ConnectionState::ready;
    }
    Timeline& timeline(const ConversationId& conversation);
    void note(std::string sentence, bool warning = false);
    void show_whispers_in_lobby(const client::NewEntries& news,
                                const client::ConversationState& state);
    std::uint64_t read_position(const client::ConversationState& state);
    void rebuild_lists();
    void rebuild_people();
    void rebuild_whispers();
    ConnectionStatus connection_status() const;

    Options options_;
    Key key_;
    client::Settings settings_;
    client::KnownBrokers brokers_;
    client::Network network_;
    client::Destination destination_;
    client::Server server_;                 // of the destination
    std::unique_ptr<client::Store> store_;  // nothing before the first welcome of a new server
    std::optional<JournalId> journal_;
    std::unique_ptr<client::KnownPeople> people_;  // of that journal, from its first welcome on
    std::vector<Person> changed_keys_;             // until somebody has understood
    std::unique_ptr<client::Client> client_;

    ConnectDialog connect_;
    bool was_ready_ = false;  // since connect()
    bool offline_noted_ = false;
    int attempt_ = 0;
    std::optional<Time> counted_attempt_;
    std::string offline_why_;

    std::map<ConversationId, Timeline> timelines_;
    std::uint64_t timelines_version_ = 0, names_version_ = 0;
    std::optional<Account> to_;
    ConversationId open_ = lobby;
    std::string draft_;  // of the open conversation, as typed
    bool draft_unsaved_ = false;
    std::map<ConversationId, std::uint64_t> unsaved_read_positions_;
    std::optional<Time> save_at_;  // draft and read positions go to the disk then
    std::string last_disk_error_;  // of the disk: told once
    std::optional<Lookup> lookup_;
    bool older_loading_ = false;
    bool quitting_ = false;
    bool changed_ = true;

    ViewState view_state_;
    bool lists_stale_ = true;
    std::vector<Person> online_, offline_;
    std::vector<WhisperSummary> whispers_;
};

}  // namespace indaba::ui
