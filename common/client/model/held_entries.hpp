#pragma once
/// The entries of one conversation that a client holds: ranges of dense numbers, each with the
/// hash before its first and the hash of its last entry, so that every joint is checked.
/// Pure; the model owns one per conversation and nobody else writes to it.
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "common/wire/protocol.hpp"

namespace indaba::client {

class HeldEntries {
 public:
    struct Range {
        Hash before{};
        std::deque<Entry> entries;  // dense, never empty
        std::deque<Hash> hashes;    // of each entry, computed here
        std::uint64_t first() const { return entries.front().number; }
        std::uint64_t last() const { return entries.back().number; }
    };
    /// What was new in what was added.
    struct Added {
        bool diverged = false;                   // contradicts what is held: nothing was added
        std::vector<std::uint64_t> new_numbers;  // ascending
    };

    explicit HeldEntries(ConversationId conversation) : conversation_(conversation) {}

    /// Dense entries that follow an entry with the hash `before`. Overlap with what is held is
    /// compared, not doubled; ranges that meet become one. Numbers that are not dense: diverged.
    Added add(const Hash& before, const std::vector<Entry>& entries);

    /// What has `number` or a lower one is not held any more.
    void discard_up_to(std::uint64_t number);

    const Entry* find(std::uint64_t number) const;
    /// Of the entry with that number, when held (or the one just before a held range). Zero at 0.
    std::optional<Hash> hash_at(std::uint64_t number) const;
    /// Ascending, neither overlapping nor touching.
    const std::vector<Range>& ranges() const { return ranges_; }
    bool empty() const { return ranges_.empty(); }

    /// The first number from `from` to `to` that is not held.
    std::optional<std::uint64_t> first_missing(std::uint64_t from, std::uint64_t to) const;

 private:
    std::vector<Range>::const_iterator range_reaching(std::uint64_t number) const;
    bool contradicts(std::uint64_t number, const Hash& hash) const;
    void insert(const Hash& before, const Entry& entry, const Hash& hash);

    ConversationId conversation_;
    std::vector<Range> ranges_;
};

}  // namespace indaba::client
