#pragma once
/// The rows of one conversation's view, from top to bottom: all entries that may be read, whether
/// they are here or not, and between them rows that are never stored: whispers that arrived while
/// the room was open, presence, notes of the window. Each row has an order, which places and names
/// it, and a version, which changes with its content. Grows at the end. Entries take no memory
/// here, so a million of them are affordable. Refused posts are apart, in `refused()`. Warnings are
/// not here: they are pinned (ViewState::warnings). Pure: knows no ImGui and no clock.
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/client/model/model.hpp"

namespace indaba::ui {

/// The place of a row among all rows of its conversation: it is the entry `entry`
/// (then `place` is 0) or stands below it. It names the row until the history begins anew.
struct RowOrder {
    std::uint64_t entry = 0;
    std::uint64_t place = 0;
    auto operator<=>(const RowOrder&) const = default;
};

struct Row {
    enum class Kind : std::uint8_t { entry, whisper, presence, note };
    Kind kind = Kind::entry;
    RowOrder order;
    std::uint64_t version = 0;
    std::uint64_t number() const { return order.entry; }  // of an entry
    bool operator==(const Row&) const = default;
};

/// The entries about changes of a room that one row tells of end at the multiples of this number,
/// so that a row and its cost are bounded.
constexpr std::uint64_t room_changes_in_row = 64;

struct Renaming {
    std::string before, now;
    bool operator==(const Renaming&) const = default;
};
/// The net effect of consecutive presence changes: people who joined, left or changed their names.
struct PresenceRow {
    WallMs at = 0;                          // time of the last change
    std::vector<std::string> joined, left;  // the first three of each
    std::vector<Renaming> renamed;
    std::size_t joined_count = 0, left_count = 0, renamed_count = 0;
    bool operator==(const PresenceRow&) const = default;
};
/// An entry of another conversation.
struct WhisperRow {
    ConversationId conversation{};
    std::uint64_t number = 0;
};
struct NoteRow {
    WallMs at = 0;
    std::string sentence;
    bool warning = false;
};
/// A post that the server refused for good; stays until it is edited or dismissed.
struct RefusedPost {
    client::OutboxRow row;
    std::string sentence;
};

class Timeline {
 public:
    // changes
    /// Takes over which entries may be read.
    void update_from(const client::ConversationState& state);
    /// Drops the entries, since the server's history is another one, up to entry `head`. The other
    /// rows stay, at the latest below that entry.
    void restart(std::uint64_t head);
    /// The message of this number is displayed differently now: edited, deleted, reacted to.
    void message_changed(std::uint64_t number) { changed_[number] = ++last_version_; }
    /// The entry of this number is new. If it tells of a change of the room, the rows before and
    /// after it that tell of others are displayed differently now.
    void room_changed(const client::ConversationState& state, std::uint64_t number);
    /// The same for a whisper among the rows.
    void whisper_changed(const ConversationId& conversation, std::uint64_t number);
    void add_whisper(const ConversationId& conversation, std::uint64_t number);
    /// Drops the whispers of a conversation whose history is another one.
    void drop_whispers(const ConversationId& conversation);
    void add_joined(const Person& person, WallMs at);
    void add_left(const Person& person, WallMs at);
    void add_renamed(const Account& account, const std::string& before, const std::string& now,
                     WallMs at);
    void add_note(std::string sentence, bool warning, WallMs at);
    /// The user has sent a post to this conversation from this window.
    void post_sent() { ++posts_sent_; }
    void add_refused(RefusedPost refused);
    std::optional<RefusedPost> remove_refused(const MessageId& id);

    // queries of the view
    std::size_t size() const { return entry_count() + others_.size(); }
    Row row(std::size_t index) const;
    /// Returns the index of a row; nullopt when the row is gone.
    std::optional<std::size_t> index_of(const RowOrder& order) const;
    const WhisperRow& whisper(const Row& row) const;
    PresenceRow presence(const Row& row) const;
    const NoteRow& note(const Row& row) const;
    const std::vector<RefusedPost>& refused() const { return refused_; }
    /// Changes with the order of rows, but for rows that are appended and a last one that goes.
    std::uint64_t arrangement() const { return arrangement_; }
    /// Changes when the history begins anew: the same order then names another row.
    std::uint64_t history() const { return history_; }
    std::uint64_t posts_sent() const { return posts_sent_; }
    std::uint64_t first_number() const { return first_; }  // 0: no entry
    std::uint64_t last_number() const { return last_; }

 private:
    /// The changes of one person since the presence row began.
    struct PresenceChange {
        std::optional<bool> was_online;  // empty: neither joined nor left
        bool is_online = false;
        std::string before, now;     // names
        std::uint64_t sequence = 0;  // of the first change
    };
    /// A row that is no entry.
    struct Other {
        RowOrder order;
        std::uint64_t version = 0;
        std::variant<WhisperRow, PresenceRow, NoteRow> what;
    };

    std::size_t entry_count() const {
        return first_ == 0 ? 0 : static_cast<std::size_t>(last_ - first_ + 1);
    }
    std::uint64_t version_of(std::uint64_t number) const;
    std::uint64_t newest() const { return first_ == 0 ? head_ : last_; }
    std::size_t entries_through(std::uint64_t number) const;
    std::size_t position_of(std::size_t other) const;
    const Other& other(const Row& row) const;
    Row row_of(const Other& other) const;
    void append(std::variant<WhisperRow, PresenceRow, NoteRow> what);
    PresenceChange& change_presence(const Person& person, WallMs at);
    void change_online(const Person& person, bool online, WallMs at);
    void settle_presence(const Account& account, WallMs at);
    PresenceRow sum_of_changes() const;

    std::uint64_t first_ = 0, last_ = 0;                  // the entries; 0: there are none
    std::uint64_t head_ = 0;                              // of the history
    std::vector<Other> others_;                           // by order
    std::map<Account, PresenceChange> presence_changes_;  // of the last row, while not empty
    std::map<std::uint64_t, std::uint64_t> changed_;      // versions of messages, by number
    std::vector<RefusedPost> refused_;
    std::uint64_t last_place_ = 0, last_version_ = 0;
    std::uint64_t arrangement_ = 0, history_ = 0, posts_sent_ = 0;
};

}  // namespace indaba::ui
