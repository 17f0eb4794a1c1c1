#pragma once
/// The search of the window: reads what was typed, has the thread look for it in the own copy, and
/// holds what was found for the views. Used by the workspace. One thread; never waits.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/descriptor.hpp"
#include "common/client/replica/replica_origin.hpp"
#include "common/client/search/search_query.hpp"
#include "imgui-client/search/search_thread.hpp"
#include "imgui-client/view_state/found_messages.hpp"

namespace indaba::ui {

class MessageSearch {
 public:
    using Time = std::chrono::steady_clock::time_point;

    /// How many messages are found at once, in all conversations and in one of them.
    static constexpr std::size_t page = 50, page_in_one = 1000;
    /// The distance of two searches for the same text while the copy changes.
    static constexpr auto repeat_interval = std::chrono::milliseconds{500};

    explicit MessageSearch(std::filesystem::path home) : home_(std::move(home)) {}

    /// Names the copy that is searched; without one nothing is found.
    void use(const std::optional<client::ReplicaOrigin>& origin);
    /// Searches all conversations, or one.
    void search(std::string typed, const std::optional<ConversationId>& in = {});
    /// Finds more messages, if there are any.
    void search_older();
    /// Searches for the same text again, since what is found may have changed.
    void search_again();
    /// Takes in that the copy of these conversations has changed.
    void copy_changed(const std::set<ConversationId>& conversations);
    /// Searches again after the copy has changed, when it is time.
    void follow_copy(Time now);
    /// Returns when follow_copy() searches again, if it will.
    std::optional<Time> follow_copy_at() const;
    /// Ends the search and forgets what was found.
    void end();
    /// Takes an erased message out of what was found. The copy may still have it for a moment.
    void forget(const ConversationId& conversation, std::uint64_t number);
    /// Takes the present text of a message over into what was found.
    void change(const ConversationId& conversation, std::uint64_t number, const std::string& text);
    /// Takes in how many messages the copy lacks. Returns true when a frame must show it: after a
    /// second, since a message that has just come is written soon, and at most once a second.
    bool set_missing(std::uint64_t missing, Time now);
    /// Takes in an answer of the thread. Returns true if there was one.
    bool take_answer();

    /// Returns what was found; null while nothing is searched.
    const FoundMessages* found() const { return is_open_ ? &found_ : nullptr; }
    /// Returns the descriptor that can be read when take_answer() has something, if there is one.
    std::optional<Descriptor> descriptor() const;

 private:
    enum class Wanted { other_text, same_text, older };
    std::size_t page_size() const { return found_.in ? page_in_one : page; }
    void start(Wanted wanted, std::size_t limit);
    void clear_found();
    void shorten(SearchThread::Answer& answer) const;
    bool make_thread();
    void list_problems(std::vector<std::string> more);

    std::filesystem::path home_;
    std::optional<client::ReplicaOrigin> origin_;
    bool is_open_ = false;
    FoundMessages found_;
    Wanted wanted_ = Wanted::other_text;
    std::optional<std::int64_t> oldest_;  // the moment of the last message that was found
    bool outdated_ = false;               // the copy has changed since the search began
    Time repeated_at_{};
    std::set<std::pair<ConversationId, std::uint64_t>> erased_;  // while the search is open
    std::optional<Time> missing_since_;
    Time missing_shown_at_{};
    std::unique_ptr<SearchThread> thread_;  // made for the first search
};

}  // namespace indaba::ui
