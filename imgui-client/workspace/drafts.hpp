#pragma once
/// The drafts and the read positions on their way to the store: a change is saved half a second
/// later, and before another conversation opens. What the disk refuses stays here and is tried
/// again. Owned by the workspace, which calls save() when `save_at()` is due. A composer takes over
/// `composer_text()`, the draft of the open conversation, when `composer_version()` changes.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "common/client/home/store.hpp"
#include "imgui-client/workspace/disk_errors.hpp"

namespace indaba::ui {

class Drafts {
 public:
    using Time = std::chrono::steady_clock::time_point;

    explicit Drafts(DiskErrors& disk) : disk_(disk) {}

    /// The draft of the open conversation as typed.
    const std::string& text() const { return text_; }
    void type(const ConversationId& conversation, std::string text);
    /// The draft was sent: the store drops it together with adding the post.
    void sent(const ConversationId& conversation);
    /// Puts `text` before the draft of `conversation`, and both into the composer if it is open.
    void restore(const client::Store* store, const ConversationId& conversation,
                 const std::string& text);
    /// Saves the draft of the open conversation again: adding a post to `conversation` has dropped
    /// it from the store if they are the same.
    void save_later(const ConversationId& conversation);
    /// Keeps the position up to which the user has read. It may be lower than before, when the
    /// history has become shorter.
    void set_read(const ConversationId& conversation, std::uint64_t number);

    /// Opens `conversation`: its draft goes into the composer, an empty one if `store` is null.
    void load(const client::Store* store, const ConversationId& conversation);
    /// Writes what is unsaved, if there is a store. A draft that the disk refuses stays unsaved.
    void save(client::Store* store);
    /// Empties the drafts and the composer; unsaved read positions stay.
    void clear();
    /// Returns when save() is due; empty while everything is saved.
    std::optional<Time> save_at() const { return save_at_; }

    const std::string& composer_text() const { return composer_text_; }
    int composer_version() const { return composer_version_; }

 private:
    std::string stored_or_unsaved(const client::Store* store, const ConversationId& conversation);
    void schedule_save(std::chrono::milliseconds delay);
    void show_in_composer();

    DiskErrors& disk_;
    ConversationId open_ = lobby;
    std::string text_, composer_text_;
    int composer_version_ = 0;
    std::map<ConversationId, std::string> unsaved_;
    std::map<ConversationId, std::uint64_t> unsaved_read_positions_;
    std::optional<Time> save_at_;
};

}  // namespace indaba::ui
