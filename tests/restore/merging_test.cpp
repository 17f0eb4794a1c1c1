/// The merging of what several exports hold of one conversation.
#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "broker/data/merged_exports.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/support/broker_conversation.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::test;

namespace {

using Numbers = std::vector<std::uint64_t>;
const Account alice = test::account(1), alan = test::account(2);

ExportedPart part(std::string file, client::HeldRanges ranges, std::vector<Entry> entries) {
    const auto left = std::make_shared<std::vector<Entry>>(std::move(entries));
    return {std::move(file), std::move(ranges), [left, next = std::size_t{0}]() mutable {
                return next < left->size() ? std::optional((*left)[next++]) : std::nullopt;
            }};
}

/// Returns what an export has that holds these ranges of numbers.
ExportedPart part_of(const BrokerConversation& talk, std::string file,
                     const std::vector<std::pair<std::uint64_t, std::uint64_t>>& held) {
    client::HeldRanges ranges;
    std::vector<Entry> entries;
    for (const auto& [first, last] : held) {
        ranges.push_back({first, last, talk.hash(first - 1), talk.hash(last)});
        for (Entry& entry : talk.from_to(first, last)) entries.push_back(std::move(entry));
    }
    return part(std::move(file), std::move(ranges), std::move(entries));
}

struct Merged {
    MergedEntries counts;
    std::vector<Entry> taken;
    Numbers left_out;
};
Merged merge(std::vector<ExportedPart> parts) {
    Merged merged;
    merged.counts =
        merge_entries(lobby, "#lobby", std::move(parts), [&](const Entry& entry, bool taken) {
            if (taken)
                merged.taken.push_back(entry);
            else
                merged.left_out.push_back(entry.number);
        });
    return merged;
}
std::string refusal_of(std::vector<ExportedPart> parts) {
    return sentence_of([&] { merge(std::move(parts)); });
}

BrokerConversation talk_of(std::size_t entries) {
    BrokerConversation talk(lobby_conversation());
    for (std::size_t i = 1; i <= entries; ++i) talk.say(alice, "text " + std::to_string(i));
    return talk;
}

}  // namespace

TEST_SUITE("merging exports") {
    TEST_CASE("each entry is taken once, in the order of numbers, whatever export has it") {
        const BrokerConversation talk = talk_of(20);
        const std::vector<std::vector<ExportedPart>> cases{
            {part_of(talk, "A", {{1, 20}})},
            {part_of(talk, "A", {{1, 20}}), part_of(talk, "B", {{1, 20}})},
            {part_of(talk, "A", {{11, 20}}), part_of(talk, "B", {{1, 10}})},
            {part_of(talk, "A", {{1, 4}, {9, 12}}), part_of(talk, "B", {{3, 10}}),
             part_of(talk, "C", {{12, 20}})}};
        for (const auto& parts : cases) {
            const Merged merged = merge(parts);
            CHECK(merged.taken == talk.from_to(1, 20));
            CHECK(merged.counts.taken == 20);
            CHECK(merged.counts.left_out == 0);
        }
    }

    TEST_CASE("entries that follow a missing one are left out and counted once") {
        const BrokerConversation talk = talk_of(20);
        const Merged merged = merge({part_of(talk, "A", {{1, 5}, {8, 10}}),
                                     part_of(talk, "B", {{2, 6}, {9, 10}, {15, 15}})});
        CHECK(merged.taken == talk.from_to(1, 6));
        CHECK(merged.left_out == Numbers{8, 9, 10, 15});
        CHECK(merged.counts.left_out == 4);
        const Merged headless = merge({part_of(talk, "A", {{2, 20}})});
        CHECK(headless.counts.taken == 0);
        CHECK(headless.counts.left_out == 19);
        CHECK(merge({}).counts.taken == 0);
    }

    TEST_CASE("a body that one export lacks stays deleted") {
        const BrokerConversation talk = talk_of(3);
        BrokerConversation later = talk;
        later.delete_body(2);
        for (const bool later_first : {true, false}) {
            std::vector<ExportedPart> parts{part_of(talk, "A", {{1, 3}}),
                                            part_of(later, "B", {{1, 3}})};
            if (later_first) std::swap(parts[0], parts[1]);
            CHECK(merge(std::move(parts)).taken == later.from_to(1, 3));
        }
    }

    TEST_CASE(
        "exports that contradict each other are named, with the conversation and the number") {
        const BrokerConversation talk = talk_of(9);
        const std::vector<std::pair<const char*, std::function<void(Entry&)>>> changes{
            {"author", [](Entry& entry) { entry.account = alan; }},
            {"time", [](Entry& entry) { ++entry.at; }},
            {"id", [](Entry& entry) { entry.id = test::message_id(9); }},
            {"kind", [](Entry& entry) { entry.kind = "reply"; }},
            {"body", [](Entry& entry) { entry.body = "other"; }},
            {"hash of a deleted body", [](Entry& entry) {
                 entry.body.clear();
                 entry.erased = hash_of_body("other");
             }}};
        for (const auto& each : changes) {
            CAPTURE(std::string(each.first));
            std::vector<Entry> entries = talk.from_to(1, 9);
            each.second(entries[6]);
            const std::string refusal =
                refusal_of({part_of(talk, "A", {{1, 9}}),
                            part("B", {{1, 9, {}, talk.hash(9)}}, std::move(entries))});
            CHECK(says(refusal, "A and B contradict each other: entry 7 of #lobby"));
        }
    }

    TEST_CASE("two pasts of the same entries are a contradiction, also behind a missing entry") {
        const BrokerConversation talk = talk_of(9);
        BrokerConversation other(lobby_conversation());
        other.say(alan, "another beginning");
        for (std::uint64_t number = 2; number <= 9; ++number)
            other.say(alice, "text " + std::to_string(number));
        CHECK(says(refusal_of({part_of(talk, "A", {{1, 4}}), part_of(other, "B", {{5, 9}})}),
                   "A and B contradict each other: entry 5 of #lobby"));
        CHECK(says(refusal_of({part_of(talk, "A", {{6, 8}}), part_of(other, "B", {{6, 9}})}),
                   "A and B contradict each other: entry 6 of #lobby"));
    }

    TEST_CASE("an export whose entries are not what it says is damaged") {
        const BrokerConversation talk = talk_of(9);
        const Hash last = talk.hash(9);
        std::vector<Entry> changed = talk.from_to(1, 9), lacking = talk.from_to(1, 9),
                           short_by_one = talk.from_to(1, 8);
        changed[4].body = "other";
        lacking.erase(lacking.begin() + 3);
        const std::vector<std::pair<const char*, ExportedPart>> cases{
            {"a changed body", part("A", {{1, 9, {}, last}}, changed)},
            {"a missing entry", part("A", {{1, 9, {}, last}}, lacking)},
            {"a missing last entry", part("A", {{1, 9, {}, last}}, short_by_one)},
            {"an entry outside of the ranges",
             part("A", {{1, 8, {}, talk.hash(8)}}, talk.from_to(1, 9))},
            {"no ranges", part("A", {}, talk.from_to(1, 9))},
            {"another hash before", part("A", {{1, 9, last, last}}, talk.from_to(1, 9))},
            {"another hash at the end", part("A", {{1, 9, {}, talk.hash(8)}}, talk.from_to(1, 9))},
            {"a range that ends before it begins", part("A", {{9, 1, {}, last}}, {})},
            {"the number 0", part("A", {{0, 1, {}, last}}, {})}};
        for (const auto& each : cases) {
            CAPTURE(std::string(each.first));
            CHECK(says(refusal_of({each.second}), "A is damaged: "));
        }
    }
}
