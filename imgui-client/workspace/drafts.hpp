#pragma once
/// The draft of the open conversation and the read positions, on their way to the store: a change
/// is saved half a second later, and before another conversation opens. Owned by the workspace,
/// which calls save() when `save_at()` is due. A composer takes over `composer_text()` when
/// `composer_version()` changes.
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

    /// The draft as typed.
    const std::string& text() const { return text_; }
    void type(std::string text);
    /// The draft was sent: the store drops it together with adding the post.
    void sent();
    /// Puts `text` before the draft, and both into the composer.
    void restore(const std::string& text);
    /// Saves the draft again: adding a post has dropped it from the store.
    void save_later();
    /// Keeps the position up to which the user has read. It may be lower than before, when the
    /// history has become shorter.
    void set_read(const ConversationId& conversation, std::uint64_t number);

    /// Loads the draft of `conversation` into the composer; an empty one if `store` is null.
    void load(const client::Store* store, const ConversationId& conversation);
    /// Writes what is unsaved, if there is a store. A draft that the disk refuses stays unsaved.
    void save(client::Store* store, const ConversationId& open);
    /// Empties the draft and the composer; unsaved read positions stay.
    void clear();
    /// Returns when save() is due; empty while everything is saved.
    std::optional<Time> save_at() const { return save_at_; }

    const std::string& composer_text() const { return composer_text_; }
    int composer_version() const { return composer_version_; }

 private:
    void schedule_save();
    void show_in_composer();

    DiskErrors& disk_;
    std::string text_, composer_text_;
    int composer_version_ = 0;
    bool unsaved_ = false;
    std::map<ConversationId, std::uint64_t> unsaved_read_positions_;
    std::optional<Time> save_at_;
};

}  // namespace indaba::ui
