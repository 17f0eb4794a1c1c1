#pragma once
/// One home talking to one server at a time: client, store, settings, and the streams that the
/// views show. Carries intents out, turns news into a scene. Knows sockets and files, no ImGui.
/// One thread; never waits. chat.cpp: connecting and news; chat_intents.cpp: what is wanted;
/// chat_scene.cpp: what is shown.
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
#include "common/client/text/typed.hpp"
#include "common/keys/key.hpp"
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/scene.hpp"

namespace indaba::ui {

class Chat {
 public:
    struct Options {
        std::filesystem::path home;                 // exists, and its lock is held
        std::optional<client::Destination> server;  // connect at once
        std::string name;
        bool plain = false;  // no encryption
    };
    /// Throws std::runtime_error with a sentence when the home has no usable key.
    explicit Chat(Options options);

    /// Polls the DEALER, passes the time. True: something is to be drawn.
    bool turn();
    /// Until when nothing happens by itself.
    std::chrono::milliseconds time_to_wait() const;
    /// For the watcher: one can be read when a turn is due. Changes with each connection.
    std::vector<int> descriptors() const;

    /// False: the window is to close.
    bool carry_out(const Intent& intent);
    /// As of now; valid until the next turn or intent. What peers named is in it as they sent it.
    const Scene& scene();
    /// "(3) Indaba": what the window is called; the number counts what was not read.
    std::string title() const;

    const client::Settings& settings() const { return settings_; }
    /// Window, theme and scale belong to the window; kept at the next save.
    client::Settings& settings_to_change() { return settings_; }
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
    void look_at_trouble();
    std::string trouble_sentence() const;
    void end_connection();
    void begin_streams();
    void fail(std::string why);
    void ask_again();
    std::unique_ptr<client::Store> open_store(const JournalId& journal);
    std::optional<JournalId> known_journal() const;
    void remember();
    void note_attempts();

    // what happens
    void take(Effects effects);
    void on(const client::Welcomed& welcomed);
    void on(const client::BecameReady&);
    void on(const client::BecameOffline& offline);
    void on(const client::JoinRefused& refused);
    void on(const client::NewEntries& news);
    void on(const client::Came& came);
    void on(const client::Went& went);
    void on(const client::Renamed& renamed);
    void on(const client::PostRefused& refused);
    void on(const client::Settled& settled);
    void on(const client::Diverged& diverged);
    void on(const client::WhoAnswered& answer);
    void on(const client::Fetched& fetched);
    void on(const client::Noticed& notice);
    void on(const client::Puzzled& puzzled);
    void on(const client::OrderEnded& ended);
    void on(const client::PutOut& out) { note(out.sentence, true); }
    void on(const client::Heard& heard);
    template <class Other>
    void on(const Other&) {}
    void change_store(const client::Welcomed& welcomed);
    void post_what_the_model_lacks();

    // what is wanted
    void want(const WantConnect& wanted);
    void want(const WantTrust&);
    void want(const WantImportKey& wanted);
    std::string import_key(const WantImportKey& wanted);
    void want(const WantCancelConnect&);
    void want(const WantSay& wanted);
    void want(const WantDraft& wanted);
    void want(const WantTalkTo& wanted) { talk_to(wanted.account); }
    void want(const WantOlder& wanted);
    void want(const WantRead& wanted);
    void want(const WantEditAgain& wanted);
    void want(const WantDismiss& wanted);
    void want(const WantRetry&);
    void want(const WantUnderstood&);
    template <class Other>
    void want(const Other&) {}
    void typed(const client::TypedText& text);
    void typed(const client::TypedWhisper& whisper);
    void typed(const client::TypedWho&);
    void typed(const client::TypedName& name);
    void typed(const client::TypedOrder& order);
    void typed(const client::TypedQuit&) { quitting_ = true; }
    void typed(const client::TypedHelp&);
    void typed(const client::TypedWrong& wrong);
    void typed(const client::TypedNothing&) {}
    void look_up(std::string name, std::string text);
    void talk_to(const std::optional<Account>& account);
    void say(const std::optional<Account>& to, const std::string& text);
    bool enter(client::OutboxRow row, const ConversationId& conversation);
    void keep_soon();
    void keep_all();
    void open_with_draft(const client::Store* store);
    void put_back(const std::string& text);
    template <class Intent>
    void act(Intent&& intent) {
        take(client_->act(std::forward<Intent>(intent)));
    }
    template <class Action>
    bool kept(Action&& action);

    // what is shown
    const client::Model& model() const { return client_->model(); }
    bool ready() const { return client_ && model().link() == client::Link::ready; }
    Stream& stream(const ConversationId& conversation);
    void note(std::string sentence, bool warning = false);
    void show_news_of(const client::NewEntries& news, const client::ConversationState& state);
    std::uint64_t read_position(const client::ConversationState& state);
    void make_lists();
    void make_people();
    void make_whispers();
    LinkView link_view() const;

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

    ConnectView connect_;
    bool was_ready_ = false;  // since connect()
    bool said_offline_ = false;
    int attempt_ = 0;
    std::optional<Time> attempt_seen_;
    std::string offline_why_;

    std::map<ConversationId, Stream> streams_;
    std::uint64_t era_ = 0, names_ = 0;
    std::optional<Account> to_;
    ConversationId open_ = lobby;
    std::string draft_;  // of the open conversation, as typed
    bool draft_unkept_ = false;
    std::map<ConversationId, std::uint64_t> reads_unkept_;
    std::optional<Time> keep_at_;    // draft and read positions go to the disk then
    std::string last_failure_kept_;  // of the disk: told once
    std::optional<Lookup> lookup_;
    bool older_loading_ = false;
    bool quitting_ = false;
    bool changed_ = true;

    Scene scene_;
    bool lists_old_ = true;
    std::vector<Person> here_, gone_;
    std::vector<WhisperView> whispers_;
};

}  // namespace indaba::ui
