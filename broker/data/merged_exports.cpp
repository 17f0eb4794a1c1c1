#include "broker/data/merged_exports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include "common/wire/chain.hpp"

namespace indaba::broker {
namespace {

/// Reads one export's part from its first entry to its last.
class PartReader {
 public:
    PartReader(ExportedPart part, const std::string& name) : part_(std::move(part)), name_(name) {
        begin_range();
        read();
    }

    const std::string& file() const { return part_.file; }
    const std::optional<Entry>& entry() const { return entry_; }
    /// Returns the hash of the entry before entry(), as this export tells it.
    const Hash& before() const { return before_; }

    /// Goes to the next entry; `hash` is that of entry().
    void pass(const Hash& hash) {
        before_ = hash;
        ++expected_;
        if (entry_->number == part_.ranges[range_].last) end_range(hash);
        read();
    }

    [[noreturn]] void throw_damaged(const std::string& what) const {
        throw std::runtime_error(
            fmt::format("{} is damaged: {} Nothing was restored. Export it again, or leave it out.",
                        part_.file, what));
    }

 private:
    bool is_at_end() const { return range_ == part_.ranges.size(); }

    void begin_range() {
        if (is_at_end()) return;
        const client::HeldRange& range = part_.ranges[range_];
        if (range.first == 0 || range.last < range.first ||
            (range.first == 1 && range.before != Hash{}))
            throw_damaged(fmt::format("it tells impossible numbers or hashes of {}.", name_));
        expected_ = range.first;
        before_ = range.before;
    }

    void end_range(const Hash& hash) {
        const client::HeldRange& range = part_.ranges[range_];
        if (hash != range.hash)
            throw_damaged(
                fmt::format("the entries {} to {} of {} are not what was exported (their "
                            "hash differs).",
                            range.first, range.last, name_));
        ++range_;
        begin_range();
    }

    void read() {
        entry_ = part_.next();
        if (!entry_ && is_at_end()) return;
        if (!entry_ || is_at_end() || entry_->number != expected_)
            throw_damaged(
                fmt::format("the entries of {} are not those that it says it has.", name_));
    }

    ExportedPart part_;
    const std::string& name_;
    std::optional<Entry> entry_;
    std::size_t range_ = 0;
    std::uint64_t expected_ = 0;  // the number of the next entry
    Hash before_{};
};

class Merger {
 public:
    Merger(const ConversationId& conversation, const std::string& name,
           std::vector<ExportedPart> parts)
        : conversation_(conversation), name_(name) {
        readers_.reserve(parts.size());
        for (ExportedPart& part : parts) readers_.emplace_back(std::move(part), name_);
    }

    MergedEntries merge(const std::function<void(const Entry&, bool)>& use) {
        MergedEntries merged;
        for (std::uint64_t number = lowest(); number != end; number = lowest()) {
            const bool taken = number == merged.taken + 1;
            const Entry entry = merge_copies(number);
            const PartReader& told = *copies_.front();
            if (taken && told.before() != hash_)
                throw_contradiction(last_file_, told.file(), number);
            const Hash hash = chain(told.before(), conversation_, entry);
            if (taken) {
                hash_ = hash;
                last_file_ = told.file();
            }
            for (PartReader* reader : copies_) reader->pass(hash);
            ++(taken ? merged.taken : merged.left_out);
            use(entry, taken);
        }
        return merged;
    }

 private:
    static constexpr std::uint64_t end = std::numeric_limits<std::uint64_t>::max();

    /// Returns the lowest number of an entry that was not merged yet, or `end`.
    std::uint64_t lowest() const {
        std::uint64_t number = end;
        for (const PartReader& reader : readers_)
            if (reader.entry()) number = std::min(number, reader.entry()->number);
        return number;
    }

    /// Returns the entry as the exports have it together.
    Entry merge_copies(std::uint64_t number) {
        copies_.clear();
        for (PartReader& reader : readers_)
            if (reader.entry() && reader.entry()->number == number) copies_.push_back(&reader);
        const PartReader& first = *copies_.front();
        Entry entry = *first.entry();
        for (const PartReader* other : copies_) {
            if (!is_same_entry(*first.entry(), *other->entry()) ||
                first.before() != other->before())
                throw_contradiction(first.file(), other->file(), number);
            if (other->entry()->erased) delete_body(entry);
        }
        return entry;
    }

    [[noreturn]] void throw_contradiction(const std::string& one, const std::string& other,
                                          std::uint64_t number) const {
        throw std::runtime_error(fmt::format(
            "{} and {} contradict each other: entry {} of {}, or what precedes it, is not the same "
            "in both. Nothing was restored. Leave out the one that you trust less.",
            one, other, number, name_));
    }

    const ConversationId& conversation_;
    const std::string& name_;
    std::vector<PartReader> readers_;
    std::vector<PartReader*> copies_;  // those that hold the present number
    Hash hash_{};                      // of the last taken entry
    std::string last_file_;            // that the last taken entry came from
};

}  // namespace

MergedEntries merge_entries(const ConversationId& conversation, const std::string& name,
                            std::vector<ExportedPart> parts,
                            const std::function<void(const Entry& entry, bool taken)>& use) {
    return Merger(conversation, name, std::move(parts)).merge(use);
}

}  // namespace indaba::broker
