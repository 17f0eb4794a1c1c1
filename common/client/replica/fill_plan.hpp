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
    void set_oldest(WallMs oldest) { oldest_ = oldest; }

    /// The entries `first` to `last` of a conversation may be read.
    void set_readable(const ConversationId& conversation, std::uint64_t first, std::uint64_t last);
    /// `newest_at` is the time of the first entry of the newest held range. What is left out, and
    /// what is before it, is fetched only when it is not too old any more.
    void set_held(const ConversationId& conversation, HeldRanges ranges, WallMs newest_at,
                  const LeftOut& left_out = {});
    void drop(const ConversationId& conversation) { parts_.erase(conversation); }
    void clear() { parts_.clear(); }
    /// The broker did not give a page of it: it is left out until the next set_readable().
    void leave_out(const ConversationId& conversation);
    /// The user looks at the entries `first` to `last`: what is missing of them comes before all
    /// else. Replaces what was wanted before.
    void want(const ConversationId& conversation, std::uint64_t first, std::uint64_t last);
    /// Returns false when an entry is too old to be kept: no page will bring it.
    bool keeps(const ConversationId& conversation, std::uint64_t number) const;
    /// A page was asked for. It is no longer wanted, whether the broker gives it or not.
    void on_asked(const Page& page);
    /// A new session may give what the last one did not.
    void want_again() { wanted_.asked.reset(); }

    /// Returns the page to fetch next, or nullopt when nothing is missing.
    std::optional<Page> next() const;
    /// Returns how many entries are missing.
    std::uint64_t missing() const;
    /// Returns how many of the entries that may be read are held.
    std::uint64_t held() const;

 private:
    struct Part {
        std::uint64_t first = 1;
        std::uint64_t last = 0;
        HeldRanges held;
        LeftOut too_old;     // the newest entry that was left out for its age
        WallMs reached = 0;  // the time of the oldest entry that is held without a gap from the end
        bool left_out = false;
    };
    struct Wanted {
        ConversationId conversation{};
        std::uint64_t first = 1;
        std::uint64_t last = 0;
        std::optional<Page> asked;  // the last page of it
    };
    static std::uint64_t held_from(const Part& part, std::uint64_t first);
    std::uint64_t first_wanted(const Part& part) const;
    std::optional<std::uint64_t> missing_end(const Part& part) const;
    std::optional<Page> wanted_page() const;

    WallMs oldest_;
    std::map<ConversationId, Part> parts_;
    Wanted wanted_;
};

}  // namespace indaba::client
