#pragma once
/// View states without a network: a model that receives the messages of an honest broker, and the
/// timelines and lists that the window makes of it. For tests of views and measurements.
///
///     FakeWorkspace workspace("ada");
///     workspace.person_joins("grace");
///     workspace.says("grace", "On it. 🚀");
///     draw_screen(workspace.view_state(), state);
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/client/model/model.hpp"
#include "common/wire/bodies.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::test {

class FakeWorkspace {
 public:
    /// The initial time: 2025-11-22 09:12 UTC.
    static constexpr WallMs begin = 1'763'802'720'000;
    static constexpr WallMs minute = 60'000;
    static constexpr WallMs day = 24 * 60 * minute;

    /// Starts joined and ready, with no other person and no entry.
    explicit FakeWorkspace(std::string my_name = "ada");
    FakeWorkspace(const FakeWorkspace&) = delete;
    FakeWorkspace& operator=(const FakeWorkspace&) = delete;

    // A name determines its account, online or not.
    Account account(const std::string& name);
    const Account& me() const { return model_.me(); }

    // events
    void advance_time(WallMs milliseconds);
    void person_joins(const std::string& name);
    void person_leaves(const std::string& name);
    void person_renames(const std::string& before, const std::string& now);
    /// Appends an entry to the lobby; `name` may be the own name.
    void says(const std::string& name, const std::string& text);
    /// Appends `count` entries of three people; each text ends with its number.
    void say_many(std::uint64_t count, const std::string& text = "A line like many others, no.");
    /// Appends an entry to a whisper; one of the two names must be the own name.
    void whispers(const std::string& from, const std::string& to, const std::string& text);
    /// Appends an entry of a kind that this version does not know.
    void posts_unknown_kind(const std::string& name, const std::string& kind);
    /// Appends an entry to the lobby that names an earlier one.
    void refers(const std::string& name, const ReferringBody& body);
    /// Returns the number of the lobby's last entry.
    std::uint64_t last_number() { return lobby_talk().number; }
    /// Adds a post without a receipt to the outbox; to the lobby, or to a person.
    MessageId posts_without_receipt(const std::string& text, const std::string& to = {});
    void receipt(const MessageId& id);
    void refuse(const MessageId& id, const std::string& sentence);
    void note(const std::string& sentence, bool warning = false);
    /// Pins a warning; `lasts`: it cannot be dismissed.
    void pin(const std::string& sentence, bool lasts = false);
    /// Holds the lobby's entries up to `number` no longer, and has them in its own copy alone.
    void forgets_up_to(std::uint64_t number);
    /// Shows entries of the lobby out of the own copy.
    void shows_copied(std::uint64_t first, std::uint64_t last);
    /// The last session was reading at this entry.
    void place(std::uint64_t number) { view_state_.place = number; }
    /// Says why entries that are not here cannot come.
    void absent_since(const std::string& sentence) { view_state_.absent_reason = sentence; }
    /// The server comes back with an older copy, which has only `number` entries of a conversation,
    /// and sends them. `read`: the position that its copy knows.
    void set_back(const ConversationId& conversation, std::uint64_t number, std::uint64_t read = 0);

    // rooms
    /// Makes a room of this account, which is its owner and only member. Returns its id.
    ConversationId makes_room(const std::string& title, bool is_private = false);
    /// Appends a change of the room. Without `event.by`, this account made it.
    void room_changes(const ConversationId& room, RoomEvent event);
    void joins_room(const ConversationId& room, const std::string& name);
    void says_in(const ConversationId& room, const std::string& name, const std::string& text);
    /// The server lists the members of a room: this account and these.
    void lists_members(const ConversationId& room, const std::vector<std::string>& names);
    void leaves_room(const ConversationId& room);
    void mutes(const ConversationId& room) { muted_.insert(room); }

    // the open conversation
    void open_lobby();
    void open_room(const ConversationId& room);
    void open_whisper(const std::string& name);
    /// Marks all entries of the open conversation as read.
    void read_to_here();
    void draft(const std::string& text);
    /// Has the view of the open conversation go to a message; without a number, to its end.
    void jumps_to(std::optional<std::uint64_t> number) {
        view_state_.jump = {view_state_.open, number, view_state_.jump.version + 1};
    }

    // the connection
    void lose_connection(const std::string& why, int attempt, std::optional<int> next_in_s);
    void reconnect();
    /// There was no connection since the start: the own copy of this time is shown.
    void begins_from_copy(WallMs of);
    /// Opens the connect dialog.
    void show_connect_dialog(const std::string& server, const std::string& name);
    ui::ConnectDialog& dialog() { return view_state_.connect; }

    /// Shows what the search has found; null ends the search.
    void finds(const ui::FoundMessages* found) { view_state_.found = found; }
    /// Changes as after a message was deleted.
    void erases_something() { ++view_state_.erased_version; }

    /// Opens the list of all rooms, which has these.
    void show_rooms(std::vector<ui::RoomSummary> rooms);
    /// Changes the list of all rooms.
    void list_rooms(std::vector<ui::RoomSummary> rooms);
    ui::RoomDirectory& all_rooms() { return view_state_.all_rooms; }
    ui::LocalCopy& local_copy() { return view_state_.local_copy; }
    ui::AboutProgram& about() { return view_state_.about; }
    ui::RoomCreation& room_creation() { return view_state_.room_creation; }

    /// Returns the current state, valid until the next event.
    const ui::ViewState& view_state();
    ConversationId whisper_with(const std::string& name) {
        return whisper_talk(account(name)).conversation.id;
    }
    ui::Timeline& timeline(const ConversationId& conversation) { return timelines_[conversation]; }
    client::Model& model() { return model_; }

 private:
    struct Talk {
        Conversation conversation;
        std::uint64_t number = 0;
        std::optional<std::uint64_t> read;  // by the server's copy, when it was set back
        std::optional<RoomInfo> info{};
    };
    struct Waiting {
        MessageId id{};
        std::string text, to;
    };

    void receive(const ToClient& message);
    void apply(const client::Effect& effect);
    void apply(const client::NewEntries& news);
    void apply(const client::Diverged& diverged);
    void answer_history();
    void join();
    Talk& lobby_talk();
    Talk& whisper_talk(const Account& other);
    Entry entry(const Talk& talk, const Account& author, std::string text) const;
    void append(Talk& talk, std::vector<Entry> entries);
    void append(Talk& talk, Entry entry);
    void list_people();
    void list_whispers();

    std::string my_name_;
    client::Model model_;
    client::Now now_;
    std::map<std::string, Account> accounts_;
    std::uint64_t presence_ = 1;
    std::uint8_t next_id_ = 1;
    std::map<ConversationId, Talk> talks_;
    std::map<ConversationId, ui::Timeline> timelines_;
    std::vector<Waiting> waiting_;
    std::optional<History> asked_;
    std::map<ConversationId, client::HeldEntries> copies_;  // of a server that was set back
    std::optional<client::HeldEntries> own_copy_;           // of the lobby

    ui::ViewState view_state_;
    std::vector<Person> online_, offline_;
    std::vector<ui::WhisperSummary> whispers_;
    std::vector<ui::RoomSummary> rooms_;
    std::set<ConversationId> muted_;
    ui::MemberLists members_;
};

/// Fills a workspace with a morning of a small team: every kind of row, whispers, people who left.
void busy_morning(FakeWorkspace& workspace);

}  // namespace indaba::test
