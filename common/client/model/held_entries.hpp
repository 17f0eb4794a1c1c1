#pragma once
/// The entries of one conversation that a client holds, as ranges of dense numbers. Each range has
/// the hash before its first entry and the hash of every entry, so two ranges are joined only when
/// their hashes agree. Besides, it holds entries that were copied from the own copy for display:
/// single ones, which no hash proves, where no range is. Pure; the model owns one per conversation
/// and alone writes to it.
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
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
    /// The result of add().
    struct Added {
        bool diverged = false;                   // contradicts the held entries: no entry was added
        std::vector<std::uint64_t> new_numbers;  // ascending; without copied entries
        std::vector<std::uint64_t> deleted{};    // held with a body, and came without it; ascending
        bool contradicts_copied = false;         // a copied entry was another one
    };

    explicit HeldEntries(ConversationId conversation) : conversation_(conversation) {}

    /// Adds dense entries that follow an entry with the hash `before`. Compares those that are held
    /// already, and joins ranges that meet. Reports entries that are not dense as diverged.
    Added add(const Hash& before, const std::vector<Entry>& entries);

    /// Adds an entry out of the own copy, unless one with its number is held.
    void add_copied(Entry entry);
    /// Returns the copied entries by number.
    const std::map<std::uint64_t, Entry>& copied() const { return copied_; }
    /// Drops the copied entries, and returns them.
    std::map<std::uint64_t, Entry> take_copied() { return std::exchange(copied_, {}); }

    /// Deletes the body of a held entry, if it has one, and keeps the body's hash in its place.
    void delete_body(std::uint64_t number);

    /// Drops the entries with `number` and below; copied ones stay.
    void discard_up_to(std::uint64_t number);

    /// Returns null for an entry that is neither in a range nor copied.
    const Entry* find(std::uint64_t number) const;
    /// Returns the hash of the entry with that number if it is held or is the one just before a
    /// held range. The hash at 0 is zero.
    std::optional<Hash> hash_at(std::uint64_t number) const;
    /// Returns the ranges in ascending order. They neither overlap nor touch.
    const std::vector<Range>& ranges() const { return ranges_; }
    bool empty() const { return ranges_.empty(); }
    /// Returns the lowest number of all ranges and copied entries; nullopt when nothing is held.
    std::optional<std::uint64_t> first() const;

    /// Returns the first number from `from` to `to` that is in no range.
    std::optional<std::uint64_t> first_missing(std::uint64_t from, std::uint64_t to) const;
    /// Returns the first number from `from` to `to` that is neither in a range nor copied.
    std::optional<std::uint64_t> first_absent(std::uint64_t from, std::uint64_t to) const;
    /// Returns the numbers of all ranges and copied entries, ascending.
    std::vector<std::uint64_t> numbers() const;

 private:
    std::vector<Range>::const_iterator range_reaching(std::uint64_t number) const;
    Entry* find_in_ranges(std::uint64_t number);
    bool contradicts(std::uint64_t number, const Hash& hash) const;
    std::optional<Entry> replace_copied(const Entry& entry, Added& added);
    void insert(const Hash& before, const Entry& entry, const Hash& hash);

    ConversationId conversation_;
    std::vector<Range> ranges_;
    std::map<std::uint64_t, Entry> copied_;
};

}  // namespace indaba::client
