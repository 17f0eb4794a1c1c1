#pragma once
/// What stands one below the other in one conversation's view: entries, and between them what is
/// never stored: whispers that came while the room was open, who came and went, notes of ours.
/// The newest range of a history, growing at both ends; rows are cheap (16 bytes) so that a million
/// cost nothing. What waits for its receipt or was refused stands below all rows, in `waiting()`.
/// Pure: it knows no ImGui and no clock.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/client/model/model.hpp"

namespace indaba::ui {

struct Row {
    enum class Kind : std::uint8_t {
        entry,     // `value`: its number in this conversation
        whisper,   // of another conversation, shown here too; `value`: key for Timeline::whisper()
        presence,  // `value`: key for Timeline::presence()
        note,      // a sentence of ours; `value`: key for Timeline::note()
    };
    Kind kind = Kind::entry;
    std::uint64_t value = 0;
    bool operator==(const Row&) const = default;
};

/// Comings and goings with nothing said between; condensed when many.
struct PresenceRow {
    WallMs at = 0;                                   // of the last one
    std::vector<std::string> joined, left, renamed;  // the first three of each, as to be shown
    std::size_t joined_count = 0, left_count = 0, renamed_count = 0;
    bool operator==(const PresenceRow&) const = default;
};
struct WhisperRow {
    ConversationId conversation{};
    std::uint64_t number = 0;
};
struct NoteRow {
    WallMs at = 0;
    std::string sentence;
    bool warning = false;
};
/// Finally refused: stays until it is edited or dismissed.
struct RefusedPost {
    client::OutboxRow row;
    std::string sentence;
};

class Timeline {
 public:
    // what happens
    /// The newest range of `state`'s history as it is now. One that does not go on from the rows
    /// held replaces them, unless the hole between is being filled.
    void update_from(const client::ConversationState& state);
    /// All entries go, what else was shown stays at the top; rows_version() changes.
    void drop_entries();
    void add_whisper(const ConversationId& conversation, std::uint64_t number);
    void add_joined(const std::string& name, WallMs at);
    void add_left(const std::string& name, WallMs at);
    void add_renamed(const std::string& before, const std::string& now, WallMs at);
    void add_note(std::string sentence, bool warning, WallMs at);
    void add_refused(RefusedPost refused);
    std::optional<RefusedPost> remove_refused(const MessageId& id);
    /// The unread line stands before the first entry after `read`, until it is moved.
    void set_unread_line(std::uint64_t read) { read_ = read; }

    // what the view asks
    std::size_t size() const { return rows_.size(); }
    const Row& row(std::size_t index) const { return rows_[index]; }
    const WhisperRow& whisper(std::uint64_t key) const { return whispers_.at(key); }
    const PresenceRow& presence(std::uint64_t key) const { return presences_.at(key); }
    const NoteRow& note(std::uint64_t key) const { return notes_.at(key); }
    const std::vector<RefusedPost>& refused() const { return refused_; }
    /// Rows ever put before the first one: index + prepended() names a row for ever...
    std::uint64_t prepended() const { return prepended_; }
    /// ...as long as rows_version() is the same; it changes when rows were replaced.
    std::uint64_t rows_version() const { return rows_version_; }
    /// Changes whenever the last row changed without a new one (presence that was condensed).
    std::uint64_t last_row_version() const { return last_row_version_; }
    std::uint64_t first_number() const { return first_; }  // 0: no entry
    std::uint64_t last_number() const { return last_; }
    std::uint64_t unread_line() const { return read_; }
    /// The row of an entry; nothing when it is not held.
    std::optional<std::size_t> index_of(std::uint64_t number) const;

 private:
    PresenceRow& open_presence(WallMs at);

    std::deque<Row> rows_;
    std::map<std::uint64_t, WhisperRow> whispers_;
    std::map<std::uint64_t, PresenceRow> presences_;
    std::map<std::uint64_t, NoteRow> notes_;
    std::vector<RefusedPost> refused_;
    std::uint64_t next_key_ = 1;
    std::uint64_t first_ = 0, last_ = 0, read_ = 0;
    std::uint64_t prepended_ = 0, rows_version_ = 0, last_row_version_ = 0;
};

}  // namespace indaba::ui
