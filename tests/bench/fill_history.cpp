/// Fills the journal of a stopped broker with a year of the lobby, which ends yesterday, and the
/// copy of a home with the same entries, so that its programs find nothing to fetch. The home must
/// have joined that broker before anything was said. Prints the text of the newest message.
///
///     fill_history DATA HOME ENTRIES
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "common/base/clock.hpp"
#include "common/client/replica/replica.hpp"
#include "common/keys/key.hpp"
#include "common/wire/codec.hpp"
#include "tests/bench/many_entries.hpp"
#include "tests/bench/stored_writes.hpp"

using namespace indaba;
using namespace indaba::broker;

namespace {

constexpr WallMs step_ms = 30'000, day_ms = 86'400'000;

bench::Plan plan(std::size_t entries) {
    bench::Plan plan;
    plan.entries = entries;
    plan.step_ms = step_ms;
    plan.first_at = read_clocks().wall - day_ms - static_cast<WallMs>(entries) * step_ms;
    plan.newest = fmt::format("The newest of {} messages was said yesterday.", entries);
    return plan;
}

Write post_of(const Conversation& conversation, const Entry& entry) {
    Post post;
    post.conversation = conversation;
    post.author = entry.account;
    post.at = entry.at;
    post.id = entry.id;
    post.kind = entry.kind;
    post.body = entry.body;
    if (const auto body = decode_referring(entry.kind, entry.body)) post.reference = {*body};
    return post;
}

bool fill_journal(SqliteJournal& journal, const bench::Talk& talk, const Account& reader) {
    constexpr std::size_t in_one_commit = 5'000;
    std::vector<Write> writes;
    for (std::size_t i = 0; i < bench::people; ++i) {
        const std::string name = bench::name_of_person(i);
        writes.emplace_back(Claim{bench::person(i), name, name, name, 0, {}});
    }
    for (const Entry& entry : talk.entries) {
        writes.push_back(post_of(talk.conversation, entry));
        if (writes.size() < in_one_commit) continue;
        if (!bench::store(journal, std::exchange(writes, {}))) return false;
    }
    writes.emplace_back(ReadMark{reader, talk.conversation.id, talk.entries.size()});
    return bench::store(journal, std::move(writes));
}

/// Returns false when the journal's chain is not that of the entries.
bool has_chain(const std::string& data, const bench::Talk& talk) {
    const Snapshot snapshot = SqliteJournal(data).snapshot();
    return std::ranges::any_of(snapshot.conversations, [&](const KnownConversation& each) {
        return each.conversation.id == talk.conversation.id && each.hash == talk.hashes.back();
    });
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t entries = 0;
    const std::string_view count = argc == 4 ? argv[3] : "";
    std::from_chars(count.data(), count.data() + count.size(), entries);
    if (entries == 0) {
        fmt::print(stderr, "usage: fill_history DATA HOME ENTRIES\n");
        return 2;
    }
    const Account reader = load_or_make_key(argv[2]).account;
    bench::Texts texts(3);
    const bench::Plan planned = plan(entries);
    const std::vector<bench::Talk> talks = bench::make_talks(planned, texts);
    JournalId id;
    {
        SqliteJournal journal(argv[1]);
        journal.on_wake([] {});
        id = journal.snapshot().journal;
        if (!fill_journal(journal, talks[0], reader)) {
            fmt::print(stderr, "The journal refused an entry.\n");
            return 1;
        }
    }
    if (!has_chain(argv[1], talks[0])) {
        fmt::print(stderr, "The journal had entries before.\n");
        return 1;
    }
    client::Replica replica(argv[2], {id, reader});
    bench::fill(replica, talks);
    fmt::print("{}\n", planned.newest);
    return 0;
}
