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

#include "common/client/replica/replica_origin.hpp"
#include "common/client/search/search_query.hpp"
#include "imgui-client/search/search_thread.hpp"
#include "imgui-client/view_state/found_messages.hpp"

namespace indaba::ui {

class MessageSearch {
 public:
    using Time = std::chrono::steady_clock::time_point;

    /// How many messages are found at once.
    static constexpr std::size_t page = 50;

    explicit MessageSearch(std::filesystem::path home) : home_(std::move(home)) {}

    /// Names the copy that is searched; without one nothing is found.
    void use(const std::optional<client::ReplicaOrigin>& origin);
    void search(std::string typed);
    /// Finds more messages, if there are any.
    void search_older();
    /// Searches for the same text again, since what is found may have changed.
    void search_again();
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
    std::optional<int> descriptor() const;

 private:
    enum class Wanted { other_text, same_text, older };
    void start(Wanted wanted, std::size_t limit);
    bool make_thread();
    void list_problems(std::vector<std::string> more);

    std::filesystem::path home_;
    std::optional<client::ReplicaOrigin> origin_;
    bool is_open_ = false;
    client::SearchQuery query_;
    FoundMessages found_;
    Wanted wanted_ = Wanted::other_text;
    std::optional<std::int64_t> oldest_;  // the moment of the last message that was found
    std::set<std::pair<ConversationId, std::uint64_t>> erased_;  // while the search is open
    std::optional<Time> missing_since_;
    Time missing_shown_at_{};
    std::unique_ptr<SearchThread> thread_;  // made for the first search
};

}  // namespace indaba::ui
