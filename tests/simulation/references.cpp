#include "tests/simulation/references.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <variant>

#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"

namespace indaba::simulation {
namespace {

Entry without_body(Entry entry) {
    delete_body(entry);
    return entry;
}

/// Returns the number of the erasure of a message; 0 if there is none.
std::uint64_t erasure_of(std::uint64_t message, const std::vector<Entry>& journal) {
    for (const Entry& entry : journal) {
        if (entry.kind != kind_erase) continue;
        const auto body = decode_referring(entry.kind, entry.body);
        if (body && referred_number(*body) == message) return entry.number;
    }
    return 0;
}

/// Returns the message whose erasure deletes the body of an entry that still has it.
std::uint64_t erased_with(const Entry& entry) {
    const auto edit = entry.kind == kind_edit ? decode_referring(entry.kind, entry.body)
                                              : std::optional<ReferringBody>();
    return edit ? referred_number(*edit) : entry.number;
}

}  // namespace

ReferringBody some_reference(Random& random, std::uint64_t entries) {
    constexpr std::uint64_t newest = 8;  // few, so that edits and erasures meet
    const std::uint64_t number = entries - random.below(std::min(entries, newest));
    const std::string text = "about #" + std::to_string(number);
    switch (random.below(4)) {
        case 0:
            return ReplyBody{number, text};
        case 1:
            return EditBody{number, text};
        case 2:
            return EraseBody{number};
        default:
            return ReactionBody{number, std::string(1, static_cast<char>('a' + random.below(26))),
                                random.once_in(3)};
    }
}

std::string_view kind_of(const ReferringBody& body) {
    return std::visit([](const auto& any) { return any.kind; }, body);
}

std::string problem_of_sent(const Entry& sent, const std::vector<Entry>& journal,
                            std::uint64_t told) {
    if (sent.number == 0 || sent.number > journal.size()) return "the journal does not have it";
    const Entry& stored = journal[sent.number - 1];
    if (stored == sent) return {};
    if (!stored.erased || without_body(sent) != stored) return "the journal has another";
    const std::uint64_t erasure = erasure_of(erased_with(sent), journal);
    if (erasure > told) return {};
    return fmt::format("its body comes back after its erasure, #{}", erasure);
}

bool may_hold(const Entry& entry, const client::HeldEntries& held,
              const std::vector<Entry>& journal) {
    const Entry& stored = journal[entry.number - 1];
    if (entry == stored) return true;
    return stored.erased && without_body(entry) == stored &&
           !held.find(erasure_of(erased_with(entry), journal));
}

std::string problem_of_references(const std::vector<Entry>& journal) {
    std::set<std::uint64_t> erased;
    for (const Entry& entry : journal) {
        const auto body = decode_referring(entry.kind, entry.body);
        if (!body) continue;
        const std::uint64_t number = referred_number(*body);
        if (number == 0 || number >= entry.number)
            return fmt::format("#{} names #{}, which does not come before it", entry.number,
                               number);
        const Entry& named = journal[number - 1];
        if (!is_message(named.kind))
            return fmt::format("#{} names #{}, which is no message", entry.number, number);
        const bool changes = entry.kind == kind_edit || entry.kind == kind_erase;
        if (changes && named.account != entry.account)
            return fmt::format("#{} changes #{}, which another has posted", entry.number, number);
        if (erased.contains(number))
            return fmt::format("#{} names #{}, which was erased before", entry.number, number);
        if (entry.kind == kind_erase) erased.insert(number);
    }
    for (const Entry& entry : journal)
        if (erased.contains(erased_with(entry)) && !entry.erased && entry.kind != kind_erase)
            return fmt::format("#{} was erased, but has a body", entry.number);
    return {};
}

}  // namespace indaba::simulation
