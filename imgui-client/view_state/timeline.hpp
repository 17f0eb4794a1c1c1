#pragma once
/// The rows of one conversation's view, from top to bottom: the entries of the newest range of its
/// history, and between them rows that are never stored: whispers that arrived while the room was
/// open, presence, notes of the window. Grows at both ends. A row has 16 bytes, so that a million
/// rows are affordable. Refused posts are apart, in `refused()`. Pure: knows no ImGui and no clock.
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
        whisper,   // an entry of another conversation; `value`: key for Timeline::whisper()
        presence,  // `value`: key for Timeline::presence()
        note,      // a sentence of the window; `value`: key for Timeline::note()
    };
    Kind kind = Kind::entry;
    std::uint64_t value = 0;
    bool operator==(const Row&) const = default;
};

/// Consecutive presence changes: people who joined, left or changed their names.
struct PresenceRow {
    WallMs at = 0;                                   // time of the last change
    std::vector<std::string> joined, left, renamed;  // the first three of each
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
/// A post that the server refused for good; stays until it is edited or dismissed.
struct RefusedPost {
    client::OutboxRow row;
    std::string sentence;
};

class Timeline {
 public:
    // changes
    /// Takes over the newest range of the history in `state`. A range that does not continue the
    /// rows replaces them, unless the gap between is being fetched.
    void update_from(const client::ConversationState& state);
    /// Drops all entries and keeps the other rows; rows_version() changes.
    void drop_entries();
    void add_whisper(const ConversationId& conversation, std::uint64_t number);
    void add_joined(const std::string& name, WallMs at);
    void add_left(const std::string& name, WallMs at);
    void add_renamed(const std::string& before, const std::string& now, WallMs at);
    void add_note(std::string sentence, bool warning, WallMs at);
    void add_refused(RefusedPost refused);
    std::optional<RefusedPost> remove_refused(const MessageId& id);
    /// Places the unread line before the first entry after number `read`.
    void set_unread_line(std::uint64_t read) { read_ = read; }

    // queries of the view
    std::size_t size() const { return rows_.size(); }
    const Row& row(std::size_t index) const { return rows_[index]; }
    const WhisperRow& whisper(std::uint64_t key) const { return whispers_.at(key); }
    const PresenceRow& presence(std::uint64_t key) const { return presences_.at(key); }
    const NoteRow& note(std::uint64_t key) const { return notes_.at(key); }
    const std::vector<RefusedPost>& refused() const { return refused_; }
    /// The number of rows ever put before the first one: index + prepended() identifies a row...
    std::uint64_t prepended() const { return prepended_; }
    /// ...as long as rows_version() is the same. It changes when rows are replaced.
    std::uint64_t rows_version() const { return rows_version_; }
    /// Changes when the last row changes in place: presence is condensed.
    std::uint64_t last_row_version() const { return last_row_version_; }
    std::uint64_t first_number() const { return first_; }  // 0: no entry
    std::uint64_t last_number() const { return last_; }
    std::uint64_t unread_line() const { return read_; }
    /// Returns the row of an entry, if the entry is held.
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
