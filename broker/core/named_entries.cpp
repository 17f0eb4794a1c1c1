#include "broker/core/named_entries.hpp"

#include "common/wire/codec.hpp"

namespace indaba::broker {
namespace {

/// Returns the author of an entry, and the accounts that the entry is about.
std::set<Account> mentioned_in(const Entry& entry) {
    if (const auto rebound = entry.kind == kind_rebind ? decode_rebound(entry.body) : std::nullopt)
        return {rebound->from, rebound->to};
    if (const auto event = entry.kind == kind_room ? decode_room_event(entry.body) : std::nullopt)
        return {entry.account, event->by, event->account.value_or(event->by),
                event->from.value_or(event->by)};
    return {entry.account};
}

/// Counts the bytes of one part: its entries, and each name once.
class PartSize {
 public:
    explicit PartSize(const Directory& directory) : directory_(directory) {}

    /// Adds the entry. Returns false, and adds nothing, if it does not fit a part that has others.
    bool add(const Entry& entry) {
        constexpr std::size_t max_name_bytes = limit::frame - limit::list - 1024;
        const std::size_t size = encoded_size(entry);
        const std::set<Account> mentioned = mentioned_in(entry);
        std::size_t new_name_bytes = 0;
        for (const Person& person : directory_.people(mentioned))
            if (!named_.contains(person.account)) new_name_bytes += encoded_size(person);
        const bool fits =
            bytes_ + size <= limit::list && name_bytes_ + new_name_bytes <= max_name_bytes;
        if (bytes_ > 0 && !fits) return false;
        bytes_ += size;
        name_bytes_ += new_name_bytes;
        named_.insert(mentioned.begin(), mentioned.end());
        return true;
    }

 private:
    const Directory& directory_;
    std::set<Account> named_;
    std::size_t bytes_ = 0;
    std::size_t name_bytes_ = 0;
};

}  // namespace

std::vector<Person> names_for(const Conversation& conversation, const std::vector<Entry>& entries,
                              const Directory& directory) {
    std::set<Account> mentioned;
    if (conversation.between) mentioned = {conversation.between->low, conversation.between->high};
    for (const Entry& entry : entries) mentioned.merge(mentioned_in(entry));
    return directory.people(mentioned);
}

std::vector<std::vector<Entry>> split_with_names(std::vector<Entry> entries,
                                                 const Directory& directory) {
    std::vector<std::vector<Entry>> parts;
    std::optional<PartSize> size;
    for (Entry& entry : entries) {
        if (!size || !size->add(entry)) {
            size.emplace(directory).add(entry);
            parts.emplace_back();
        }
        parts.back().push_back(std::move(entry));
    }
    return parts;
}

}  // namespace indaba::broker
