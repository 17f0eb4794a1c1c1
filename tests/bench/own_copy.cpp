/// Measures the own copy of a client: how fast entries are stored and indexed, how large they are,
/// how long a search takes in them, for each kind of query, and how long reading for display takes,
/// with the file in the page cache and without. Compares what is found with a look at every text.
///
///     own_copy [ENTRIES (1000000)] [DIRECTORY]
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/scratch_directory.hpp"
#include "common/client/replica/replica.hpp"
#include "common/client/replica/replica_reader.hpp"
#include "common/client/replica/replica_search.hpp"
#include "common/client/search/search_match.hpp"
#include "common/wire/chain.hpp"
#include "tests/bench/many_entries.hpp"

namespace {

using namespace indaba;
using namespace indaba::client;
using bench::people;
using bench::person;
using bench::Talk;
using bench::Texts;
using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr std::size_t conversations = 20;

double ms_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// ---- searching -----------------------------------------------------------------------------

SearchCalendar calendar() {
    using namespace std::chrono;
    return {
        year_month_day{2026y / 11 / 29}, [](year_month_day day) {
            return WallMs{duration_cast<milliseconds>(sys_days(day).time_since_epoch()).count()};
        }};
}

struct Kind {
    const char* name;
    std::function<std::string(Texts&)> query;
};

std::string beginning(const std::string& word, std::size_t characters) {
    std::size_t end = 0;
    while (characters > 0 && end < word.size()) {
        ++end;
        while (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) ++end;
        --characters;
    }
    return word.substr(0, end);
}

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {"first letter", [](Texts& texts) { return beginning(texts.any_word(), 1); }},
        {"two letters", [](Texts& texts) { return beginning(texts.any_word(), 2); }},
        {"common word", [](Texts& texts) { return texts.any_word(); }},
        {"rare word", [](Texts& texts) { return texts.rare_word(); }},
        {"two words", [](Texts& texts) { return texts.any_word() + " " + texts.any_word(); }},
        {"three rare words",
         [](Texts& texts) {
             return texts.rare_word() + " " + texts.rare_word() + " " + texts.rare_word();
         }},
        {"phrase",
         [](Texts& texts) { return "\"" + texts.any_word() + " " + texts.any_word() + "\""; }},
        {"word, not another",
         [](Texts& texts) { return texts.any_word() + " -" + texts.any_word(); }},
        {"from and word",
         [](Texts& texts) {
             return fmt::format("from:p{} {}", texts.below(people), texts.any_word());
         }},
        {"in and word",
         [](Texts& texts) {
             return fmt::format("in:#room{} {}", 1 + texts.below(conversations - 1),
                                texts.any_word());
         }},
        {"has:code", [](Texts& texts) { return "has:code " + texts.any_word(); }},
        {"before a day", [](Texts& texts) { return "before:2023-11-18 " + texts.any_word(); }},
        {"nothing found", [](Texts& texts) { return texts.any_word() + " zzzzzzq"; }},
    };
    return all;
}

/// Removes the files of a home from the page cache, and nothing else from there.
void drop_page_cache(const fs::path& home) {
    for (const auto& file : fs::directory_iterator(home)) {
        const int descriptor = ::open(file.path().c_str(), O_RDONLY | O_CLOEXEC);
        ::fdatasync(descriptor);
        ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
        ::close(descriptor);
    }
}

void print_times(bool cold, const char* name, std::vector<double>& times,
                 const std::string& more = {}) {
    std::ranges::sort(times);
    fmt::print("{:>5} {:18} p50 {:7.2f} ms, p99 {:7.2f} ms, worst {:7.2f} ms{}\n",
               cold ? "cold" : "warm", name, times[times.size() / 2],
               times[times.size() * 99 / 100], times.back(), more);
}

void measure(const fs::path& home, const ReplicaOrigin& origin, bool cold) {
    for (const Kind& kind : kinds()) {
        Texts texts(7);
        std::vector<double> times;
        std::size_t hits = 0;
        const int rounds = cold ? 10 : 100;
        auto search = std::make_unique<ReplicaSearch>(home, origin);
        for (int i = 0; i < rounds; ++i) {
            const SearchQuery query = parse_search(kind.query(texts), calendar());
            if (cold) {
                search.reset();
                drop_page_cache(home);
                search = std::make_unique<ReplicaSearch>(home, origin);
            }
            const auto begin = Clock::now();
            hits += search->find(query, 50).hits.size();
            times.push_back(ms_since(begin));
        }
        print_times(cold, kind.name, times,
                    fmt::format(", {:5.1f} hits", static_cast<double>(hits) / rounds));
    }
}

// ---- reading for display -------------------------------------------------------------------

/// Adds rooms with one entry each, so that there are `total` conversations.
void add_rooms(const fs::path& home, const ReplicaOrigin& origin, std::size_t total) {
    std::vector<Head> heads;
    std::vector<EntriesReceived> entries;
    for (std::size_t i = conversations; i < total; ++i) {
        ConversationId id;
        id.bytes.fill(0xEE);
        id.bytes[0] = static_cast<std::uint8_t>(i);
        id.bytes[1] = static_cast<std::uint8_t>(i >> 8);
        const std::string title = fmt::format("other{}", i);
        const Entry entry{1, person(i % people), bench::Plan{}.first_at, {}, "text", "hello"};
        Head head{{id, title, std::nullopt}, 1, chain({}, id, entry), 1, 0};
        head.info = RoomInfo{id, title, "a topic", false, false, false, 9, {person(1), person(2)}};
        heads.push_back(std::move(head));
        entries.push_back({id, {}, {entry}});
    }
    Replica replica(home, origin);
    replica.keep_heads(heads, false);
    replica.add(entries);
}

void measure_reading(const fs::path& home, const ReplicaOrigin& origin,
                     const std::vector<Talk>& talks, bool cold) {
    using Read = std::function<void(ReplicaReader&, const Talk&, std::uint64_t)>;
    const std::vector<std::pair<const char*, Read>> reads{
        {"overview",
         [](ReplicaReader& reader, const Talk&, std::uint64_t) { reader.read_overview(); }},
        {"newest 512", [](ReplicaReader& reader, const Talk& talk,
                          std::uint64_t) { reader.read_newest(talk.conversation.id, 512); }},
        {"512 anywhere",
         [](ReplicaReader& reader, const Talk& talk, std::uint64_t first) {
             reader.read_entries(talk.conversation.id, first, first + 511);
         }},
        {"find_time",
         [](ReplicaReader& reader, const Talk& talk, std::uint64_t number) {
             reader.find_time(talk.conversation.id, talk.entries[number - 1].at);
         }},
    };
    for (const auto& [name, read] : reads) {
        Texts texts(5);
        std::vector<double> times;
        auto reader = std::make_unique<ReplicaReader>(home, origin);
        for (int i = 0; i < (cold ? 20 : 300); ++i) {
            const Talk& talk = talks[texts.below(talks.size())];
            if (talk.entries.empty()) continue;
            if (cold) {
                reader.reset();
                drop_page_cache(home);
                reader = std::make_unique<ReplicaReader>(home, origin);
            }
            const auto begin = Clock::now();
            read(*reader, talk, 1 + texts.below(talk.entries.size()));
            reader->wait(std::chrono::minutes{1});
            times.push_back(ms_since(begin));
            reader->take();
        }
        print_times(cold, name, times);
    }
}

/// Returns how many of the queries found something else than a look at each text.
int compare(const fs::path& home, const ReplicaOrigin& origin, const std::vector<Talk>& talks,
            int queries) {
    const std::vector<bench::StandingText> all = bench::standing_texts(talks);
    Texts texts(11);
    ReplicaSearch search(home, origin);
    int different = 0;
    for (int i = 0; i < queries; ++i) {
        const std::string typed = kinds()[texts.below(8)].query(texts);
        const SearchQuery query = parse_search(typed, calendar());
        if (query.empty()) continue;
        std::vector<WallMs> expected, found;
        for (const bench::StandingText& each : all)
            if (matches(query, each.text)) expected.push_back(each.at);
        std::ranges::sort(expected, std::greater());
        expected.resize(std::min<std::size_t>(expected.size(), 50));
        for (const SearchHit& hit : search.find(query, 50).hits) found.push_back(hit.entry.at);
        if (found == expected) continue;
        ++different;
        fmt::print("different: {}\n", typed);
    }
    return different;
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    const ScratchDirectory scratch(argc > 2 ? fs::path(argv[2]) : fs::temp_directory_path());
    const ReplicaOrigin origin{{}, person(0)};
    Texts texts(3);
    const std::vector<Talk> talks =
        bench::make_talks({.entries = count, .conversations = conversations}, texts);
    std::size_t said = 0;
    for (const Talk& talk : talks)
        for (const Entry& entry : talk.entries) said += entry.body.size();
    {
        Replica replica(scratch.path(), origin);
        const double ms = bench::fill(replica, talks);
        fmt::print(
            "{} entries with {:.0f} bytes of text each: {:.0f} a second, {:.0f} bytes each in "
            "the file\n",
            count, static_cast<double>(said) / static_cast<double>(count),
            static_cast<double>(count) / ms * 1000,
            static_cast<double>(replica.bytes()) / static_cast<double>(count));
    }
    measure(scratch.path(), origin, false);
    measure(scratch.path(), origin, true);
    add_rooms(scratch.path(), origin, 2'000);
    measure_reading(scratch.path(), origin, talks, false);
    measure_reading(scratch.path(), origin, talks, true);
    const int queries = count > 100'000 ? 20 : 1'000;
    fmt::print("{} of {} queries found something else than a look at each text\n",
               compare(scratch.path(), origin, talks, queries), queries);
    return 0;
}
