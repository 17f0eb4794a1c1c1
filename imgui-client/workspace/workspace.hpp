#pragma once
/// One home in use on one server at a time: carries out the intents of the views and turns what the
/// client reports into a view state. Owns the settings, the store, the connection, the drafts and
/// the timelines. Knows sockets and files, no ImGui. One thread; never waits. workspace.cpp: turns,
/// effects of the client, the view state. workspace_connecting.cpp: the dialog, the server, its
/// journal. workspace_input.cpp: text and commands from the composer. workspace_conversations.cpp:
/// opening, reading, drafts. workspace_rooms.cpp: rooms. workspace_copy.cpp: the own copy.
/// workspace_search.cpp: the search. workspace_go_to.cpp: jumps. workspace_lists.cpp: the lists of
/// rooms, whispers and people.
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/descriptor.hpp"
#include "common/client/home/known_people.hpp"
#include "common/client/home/settings.hpp"
#include "common/client/home/store.hpp"
#include "common/client/text/input_command.hpp"
#include "common/keys/key.hpp"
#include "common/wire/chain.hpp"
#include "imgui-client/search/message_search.hpp"
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/lists.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/view_state/warnings.hpp"
#include "imgui-client/workspace/disk_errors.hpp"
#include "imgui-client/workspace/drafts.hpp"
#include "imgui-client/workspace/key_import.hpp"
#include "imgui-client/workspace/own_copy.hpp"
#include "imgui-client/workspace/room_changes.hpp"
#include "imgui-client/workspace/server_connection.hpp"

namespace indaba::ui {

class Workspace {
 public:
    struct Options {
        std::filesystem::path home;                 // exists, and its lock is held
        std::optional<client::Destination> server;  // connect at once
        std::string name;
        bool plain = false;                             // without encryption
        std::string version;                            // of the program
        std::optional<client::KeepLocal> keep_local{};  // empty: as in the settings
    };
    /// Throws std::runtime_error with a sentence if the home has no usable key.
    explicit Workspace(Options options);

    /// Polls the connection and passes the time. Returns true if a frame must be drawn.
    bool turn();
    /// How long the loop may sleep if nothing arrives.
    std::chrono::milliseconds time_to_wait() const;
    /// The descriptors for the watcher: one is readable when a turn is due. They change with each
    /// connection.
    std::vector<Descriptor> descriptors() const;

    /// Returns false if the window must close.
    bool carry_out(const Intent& intent);
    /// The current state, valid until the next turn or intent. Names and texts of peers are as
    /// received.
    const ViewState& view_state();
    /// The title of the window: "Indaba", or "(3) Indaba" with 3 unread messages.
    std::string title() const;

    /// Adds a sentence of the window to the dialog if it is open, else to the open conversation.
    void say(std::string sentence);

    const client::Settings& settings() const { return settings_; }
    /// Window, theme and scale belong to the window; saved by save_settings().
    client::Settings& mutable_settings() { return settings_; }
    void save_settings();
    /// Saves the draft and says bye.
    void leave();

 private:
    using Effects = client::Effects;

    /// A whisper to a name that only the server may know: `text` is sent when the server answers.
    struct Lookup {
        std::uint64_t request = 0;
        std::string name, text;
        ConversationId asked_in{};
    };

    // connecting
    void connect(const client::Destination& destination, const std::string& server_text,
                 const std::string& name);
    void end_connection();
    void end_first_attempt(std::string why);
    void show_connect_dialog();
    void check_stop_reason();
    std::unique_ptr<client::Store> open_store(const JournalId& journal);
    std::optional<JournalId> known_journal() const;
    client::Endpoints last_endpoints() const;
    void save_server_settings();
    void update_settings(const std::function<void(client::Settings&)>& change);
    void switch_store(const client::Welcomed& welcomed);
    void post_stored_outbox();
    void reset_timelines();
    void restart_timelines();
    void end_import(const KeyImport::Result& opened);
    std::string use_key(const Key& key);
    void apply_stored_positions();
    void keep_heads();

    // the own copy
    void begin_from_copy();
    void keep_copy_of(const JournalId& journal);
    void fill_copy();
    void take_copied();
    bool take_answers();
    void open_last_view();
    void begin_with(const client::ReplicaReader::Overview& overview);
    Recipient recipient_of(const ConversationId& conversation) const;
    void show_copied(const client::CopiedEntries& copied);
    void read_next_uncounted();
    void fetch_absent();
    void bound_memory(const client::ConversationState& state);
    void apply_stored_read_positions();
    void remove_copy(const JournalId& journal);
    void describe_copy();

    // searching
    void follow_search();
    void forget_found(const client::ConversationState& state, std::uint64_t number);

    // effects of the client
    void handle_effects(Effects effects);
    void on(const client::Welcomed& welcomed);
    void on(const client::BecameReady&);
    void on(const client::BecameOffline& offline);
    void on(const client::JoinRefused& refused);
    void on(const client::JoinDelayed& delayed);
    void on(const client::NewEntries& news);
    void on(const client::MessagesChanged& changed);
    void on(const client::OwnTextErased&);
    void on(const client::PersonJoined& joined);
    void on(const client::PersonLeft& left);
    void on(const client::Renamed& renamed);
    void on(const client::PostRefused& refused);
    void on(const client::OutboxDone& done);
    void on(const client::Diverged& diverged);
    void on(const client::OlderEntriesDropped& dropped);
    void on(const client::SeenEntryLost& lost) { history_differs(lost.conversation); }
    void on(const client::SeenCompared&);
    void on(const client::WhoAnswered& answer);
    void on(const client::RoomsListed& list);
    void on(const client::RoomAnswered& answer);
    void on(const client::JoinedRoom&);
    void on(const client::LeftRoom& left);
    void on(const client::RoomChanged&);
    void on(const client::MembersListed& listed);
    void on(const client::EntriesReceived& received);
    void on(const client::CopyPageEnded& ended);
    void on(const client::CopiedShown& shown);
    void on(const client::HeadsComplete&);
    void on(const client::NoticeReceived& notice);
    void on(const client::ProtocolViolation& violation);
    void on(const client::OrderAnswered& answer);
    void on(const client::Kicked& kicked) { note(kicked.sentence, true); }
    void on(const client::NamesLearned& learned);
    void on(const client::PostsDelayed& delayed);
    void on(const client::PostsResumed&) { warnings_.drop(Warnings::About::waiting); }
    template <class Other>
    void on(const Other&) {}
    void update_lists(const client::PersonJoined& joined);
    void update_lists(const client::PersonLeft& left);
    void update_lists(const client::NewEntries& news);
    void update_lists(const client::MessagesChanged& changed);
    void update_lists(const client::RoomChanged& changed);
    void update_lists(const client::CopiedShown& shown) {
        conversation_changed(shown.conversation);
    }
    template <class Other>
    void update_lists(const Other& effect);
    void move_in_lists(const Person& person, bool online);
    void conversation_changed(const ConversationId& conversation);
    void history_differs(const ConversationId& conversation);
    void show_whispers_in_lobby(const client::NewEntries& news,
                                const client::ConversationState& state);
    void note_who_added_me(const client::NewEntries& news, const client::ConversationState& state);

    // intents
    void apply(const ConnectToServer& intent);
    void apply(const TrustServer&);
    void apply(const ImportKey& intent);
    void apply(const CancelConnect&);
    void apply(const SendMessage& intent);
    void apply(const ChangeDraft& intent) { drafts_.type(id_of(intent.to), intent.text); }
    void apply(const OpenConversation& intent);
    void apply(const DeleteMessage& intent);
    void apply(const React& intent);
    void apply(const OpenMessage& intent);
    void apply(const GoTo& intent);
    void apply(const ShowRooms&);
    void apply(const LoadRooms&);
    void apply(const CreateRoom& intent);
    void apply(const ChangeRoom& intent);
    void apply(const MuteRoom& intent);
    void apply(const ShowEntries& intent);
    void apply(const KeepPlace& intent);
    void apply(const MarkRead& intent);
    void apply(const EditRefused& intent);
    void apply(const DismissRefused& intent);
    void apply(const SearchMessages& intent);
    void apply(const SearchOlder&) { search_.search_older(); }
    void apply(const EndSearch&) { search_.end(); }
    void apply(const KeepLocally& intent);
    void apply(const ReconnectNow&);
    void apply(const DismissWarning& intent);
    template <class Other>
    void apply(const Other&) {}

    // input
    void run_input(const client::TextInput& text) { send_text(input_.to, text.text, input_.about); }
    void run_input(const client::WhisperCommand& whisper);
    void run_input(const client::WhoCommand&);
    void run_input(const client::StatusCommand&);
    void run_input(const client::NameCommand& name);
    void run_input(const client::OperatorCommand& order);
    void run_input(const client::QuitCommand&) { quitting_ = true; }
    void run_input(const client::MessageCommand& command);
    void run_input(const client::RoomCommand& command);
    void run_input(const client::GoCommand& command);
    void run_input(const client::HelpCommand&);
    void run_input(const client::InvalidInput& wrong) { note(wrong.sentence); }
    void run_input(const client::EmptyInput&) {}
    void restore_input();
    void restore(const ConversationId& conversation, const std::string& text,
                 const std::optional<ComposedAbout>& about);
    void whisper_by_name(std::string name, std::string text);
    void restore_lookup(const Lookup& lookup);
    void send_text(const Recipient& to, const std::string& text,
                   const std::optional<ComposedAbout>& about = {});
    bool store_and_post(client::OutboxRow row, const ConversationId& conversation);
    bool post_reference(const ConversationId& conversation, const ReferringBody& body);
    std::optional<std::string> message_command(const client::MessageCommand& command);
    const client::ConversationState* find_conversation(const std::string& where) const;

    // going to a message
    void go_to(const client::ConversationState& state, const client::FirstMessage&);
    void go_to(const client::ConversationState& state, const client::FirstUnread&);
    void go_to(const client::ConversationState& state, const client::NewestMessage&);
    void go_to(const client::ConversationState& state, const client::NumberedMessage& target);
    void go_to(const client::ConversationState& state, const client::FirstOfDay& target);
    void go_to(const client::ConversationState&, const client::LinkedMessage& target) {
        go_to_link(target.link);
    }
    void go_to_link(const std::string& link);
    void jump(const ConversationId& conversation, std::optional<std::uint64_t> number);
    void find_day(const client::ConversationState& state, WallMs day);
    void find_held_day(const client::ConversationState& state, WallMs day);
    void time_found(const client::ReplicaReader::Found& found);
    void day_found(const ConversationId& conversation, WallMs day,
                   std::optional<std::uint64_t> number, bool exact);

    // rooms
    void run_room_command(const TypedRoomCommand& typed, const std::vector<RoomInfo>* directory);
    bool continue_room_command(const client::WhoAnswered& answer);
    void fail(const TypedRoomCommand& typed, const std::string& why);
    void end_waiting_room_commands();
    void send_room_change(RoomChange change);
    void room_change_failed(const RoomChange& change, const std::string& why);
    void room_was_changed(const RoomChange& change);
    void add_next_person(const RoomChange& change);
    void update_all_rooms();

    // conversations
    void open_conversation(const Recipient& with);
    void follow_open_conversation();
    void reads_at(const client::LastView& view);
    void save_view();
    /// Puts a text back into the composer of the conversation where it was typed.
    void restore_to_composer(const ConversationId& conversation, const std::string& text);
    void save_drafts() { drafts_.save(store_.get()); }
    ConversationId id_of(const Recipient& with) const {
        return with.account ? whisper_id(key_.account, *with.account) : with.room;
    }
    Timeline& timeline(const ConversationId& conversation) { return timelines_[conversation]; }
    void note(std::string sentence, bool warning = false);
    void warn(Warnings::About about, std::string sentence);
    std::string title_of(const ConversationId& conversation) const;
    void rebuild_lists();
    void rebuild_all_lists() {
        people_stale_ = rooms_stale_ = whispers_stale_ = members_stale_ = true;
    }
    const client::RoomView* open_room_view() const;
    void ask_for_members();
    const std::set<ConversationId>& muted_rooms() const;
    bool is_muted(const ConversationId& room) const { return muted_rooms().contains(room); }

    client::Client* client() { return connection_.client(); }
    const client::Client* client() const { return connection_.client(); }
    const client::Model& model() const { return client()->model(); }
    bool ready() const { return connection_.ready(); }
    template <class Change>
    void update_model(Change&& change) {
        handle_effects(client()->act(std::forward<Change>(change)));
    }

    Options options_;
    Key key_;
    client::Settings settings_;
    AboutProgram about_;
    Warnings warnings_;
    bool key_was_imported_ = false;  // its account may have a name on any server
    DiskErrors disk_{
        [this](const std::string& sentence) { warn(Warnings::About::file, sentence); }};
    ServerConnection connection_;
    ConnectDialog connect_;

    std::optional<JournalId> journal_;
    std::unique_ptr<client::Store>
        store_;  // of that journal; null until the first welcome of a new server
    std::unique_ptr<client::KnownPeople> people_;  // of that journal, from the first welcome on
    OwnCopy copy_;                                 // of that journal
    client::LastView last_view_{lobby, 0};         // where the user reads
    std::optional<std::chrono::steady_clock::time_point> view_save_at_;
    client::LastView begun_at_{lobby, 0};  // where the last session was reading
    MessageSearch search_{options_.home};
    std::uint64_t searched_erased_version_ = 0;
    std::vector<Person> changed_keys_;          // each is pinned until it is dismissed
    std::set<ConversationId> differing_;        // histories; pinned until it is dismissed
    bool compared_ = false;                     // what this home has seen, with the present journal
    std::vector<std::string> notes_for_ready_;  // shown when the heads are known

    std::map<ConversationId, Timeline> timelines_;
    std::uint64_t timelines_version_ = 0, names_version_ = 0;
    Recipient to_;  // the open conversation, whose id is `open_`
    ConversationId open_ = lobby;
    SendMessage input_;  // that is being carried out
    Drafts drafts_{disk_};
    KeyImport key_import_;
    std::optional<Lookup> lookup_;
    /// The day that the user wants to see, until its first message was found.
    struct WantedDay {
        ConversationId conversation{};
        WallMs begin = 0;
        bool operator==(const WantedDay&) const = default;
    };
    std::optional<WantedDay> wanted_day_;
    bool offline_noted_ = false;
    RoomChanges rooms_;
    bool quitting_ = false;
    bool changed_ = true;

    ViewState view_state_;
    bool people_stale_ = true, rooms_stale_ = true, whispers_stale_ = true, members_stale_ = true;
    std::vector<Person> online_, offline_;
    std::vector<WhisperSummary> whispers_;
    std::vector<RoomSummary> own_rooms_;
    MemberLists members_;
    std::optional<ConversationId> members_asked_of_;
};

}  // namespace indaba::ui
