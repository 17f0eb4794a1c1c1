#pragma once
/// Decides which page a replica lacks most: the newest messages first, over all conversations, so
/// that what people look for is there early and the words of one time lie together in the index.
/// Pure; the keeper owns one.
#include <cstdint>
#include <map>
#include <optional>

#include "common/client/replica/held_ranges.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

class FillPlan {
 public:
    /// The page of the entries before `before`.
    struct Page {
        ConversationId conversation{};
        std::uint64_t before = 0;
        bool operator==(const Page&) const = default;
    };

    /// Messages older than `oldest` are not fetched; 0: all are.
    explicit FillPlan(WallMs oldest = 0) : oldest_(oldest) {}

    /// The entries `first` to `last` of a conversation may be read.
    void set_readable(const ConversationId& conversation, std::uint64_t first, std::uint64_t last);
    /// `newest_at` is the time of the first entry of the newest held range.
    void set_held(const ConversationId& conversation, HeldRanges ranges, WallMs newest_at);
    void drop(const ConversationId& conversation) { parts_.erase(conversation); }
    void clear() { parts_.clear(); }
    /// The broker did not give a page of it: it is left out until the next set_readable().
    void leave_out(const ConversationId& conversation);

    /// Returns the page to fetch next, or nullopt when nothing is missing.
    std::optional<Page> next() const;
    /// Returns how many entries are missing.
    std::uint64_t missing() const;

 private:
    struct Part {
        std::uint64_t first = 1;
        std::uint64_t last = 0;
        HeldRanges held;
        WallMs reached = 0;  // the time of the oldest entry that is held without a gap from the end
        bool left_out = false;
    };
    std::optional<std::uint64_t> missing_end(const Part& part) const;

    WallMs oldest_;
    std::map<ConversationId, Part> parts_;
};

}  // namespace indaba::client
