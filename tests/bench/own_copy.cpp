/// Measures the own copy of a client: how fast entries are stored and indexed, how large they are,
/// and how long a search takes in them, for each kind of query, with the file in the page cache and
/// (as root) without. Compares what is found with a look at every text.
///
///     own_copy [ENTRIES (1000000)] [DIRECTORY]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "common/base/scratch_directory.hpp"
#include "common/client/replica/replica.hpp"
#include "common/client/replica/replica_search.hpp"
#include "common/client/search/search_match.hpp"
#include "common/wire/chain.hpp"

namespace {

using namespace indaba;
using namespace indaba::client;
using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr WallMs first_time = 1'700'000'000'000;
constexpr std::size_t page = 256, conversations = 20, people = 40, vocabulary_size = 30'000;

double ms_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// ---- texts ---------------------------------------------------------------------------------

/// Makes texts of words by Zipf's law, as people write them: 70 % Latin, the rest Cyrillic, Chinese
/// and code.
class Texts {
 public:
    explicit Texts(std::uint64_t seed) : random_(seed) {
        for (std::size_t i = 0; i < vocabulary_size; ++i) words_.push_back(word(i));
    }
    std::string next() {
        std::string text;
        const std::size_t count = 3 + below(14);
        for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : " ") + words_[rank()];
        if (below(25) == 0) text += " https://example.org/" + words_[rank()];
        if (below(25) == 0) text = "`" + text + "`";
        return text;
    }
    /// Returns a word, the more often the more often it is in the texts.
    std::string any_word() { return words_[rank()]; }
    std::string rare_word() { return words_[vocabulary_size / 2 + below(vocabulary_size / 2)]; }
    std::size_t below(std::size_t end) { return random_() % end; }

 private:
    std::size_t rank() {
        const double u = std::uniform_real_distribution<double>(0, 1)(random_);
        return std::min(vocabulary_size - 1,
                        static_cast<std::size_t>(std::pow(double{vocabulary_size}, u)) - 1);
    }
    std::string letters(std::string_view alphabet, std::size_t width) {
        std::string word;
        const std::size_t length = 2 + below(8);
        for (std::size_t i = 0; i < length; ++i)
            word += alphabet.substr(width * below(alphabet.size() / width), width);
        return word;
    }
    std::string word(std::size_t index) {
        const std::size_t kind = index % 10;
        if (kind == 7) return letters("абвгдежзиклмнопрстуфхцчшыэюя", 2);
        if (kind == 8)
            return letters(
                "我你他们是不在有这中大来上国个到说为和地出道也时年得就那要下以生会自着去之过家学对"
                "可里后小么心多天而能好都然没日于起还发成事只作当想看文无开手用主行方又如前所本见经"
                "头面公同三已老从动两长",
                3);
        if (kind == 9) return letters("abcdefghijklmnop", 1) + "_" + letters("abcdefghij", 1);
        return letters("etaoinshrdlcumwfgypbvk", 1);
    }

    std::mt19937_64 random_;
    std::vector<std::string> words_;
};

// ---- filling -------------------------------------------------------------------------------

struct Talk {
    Conversation conversation;
    std::vector<Entry> entries;
    std::vector<Hash> hashes{Hash{}};
};

Account person(std::size_t number) {
    Account account;
    account.bytes.fill(static_cast<std::uint8_t>(number + 1));
    return account;
}

std::vector<Talk> make_talks(std::size_t count, Texts& texts) {
    std::vector<Talk> talks(conversations);
    for (std::size_t i = 0; i < conversations; ++i) {
        ConversationId id = lobby;
        if (i > 0) id.bytes.fill(static_cast<std::uint8_t>(i));
        talks[i].conversation = {id, fmt::format("room{}", i), std::nullopt};
    }
    for (std::size_t i = 0; i < count; ++i) {
        Talk& talk = talks[std::min(texts.below(conversations), texts.below(conversations))];
        Entry entry{talk.entries.size() + 1,
                    person(texts.below(people)),
                    first_time + static_cast<WallMs>(i) * 700,
                    {},
                    "text",
                    texts.next()};
        talk.hashes.push_back(chain(talk.hashes.back(), talk.conversation.id, entry));
        talk.entries.push_back(std::move(entry));
    }
    return talks;
}

/// Adds all entries as the keeper does: pages from the newest on, over all conversations.
double fill(Replica& replica, const std::vector<Talk>& talks) {
    std::vector<Head> heads;
    std::vector<std::size_t> left;
    for (const Talk& talk : talks) {
        heads.push_back({talk.conversation, talk.entries.size(), talk.hashes.back(), 1, 0});
        left.push_back(talk.entries.size());
    }
    const auto begin = Clock::now();
    replica.keep_heads(heads, true);
    std::vector<Person> names;
    for (std::size_t i = 0; i < people; ++i) names.push_back({person(i), fmt::format("p{}", i)});
    replica.keep_names(names);
    for (;;) {
        std::size_t newest = talks.size();
        for (std::size_t i = 0; i < talks.size(); ++i) {
            const auto at = [&](std::size_t which) {
                return talks[which].entries[left[which] - 1].at;
            };
            if (left[i] > 0 && (newest == talks.size() || at(i) > at(newest))) newest = i;
        }
        if (newest == talks.size()) return ms_since(begin);
        const Talk& talk = talks[newest];
        const std::size_t first = left[newest] > page ? left[newest] - page : 0;
        replica.add({{talk.conversation.id,
                      talk.hashes[first],
                      {talk.entries.begin() + static_cast<std::ptrdiff_t>(first),
                       talk.entries.begin() + static_cast<std::ptrdiff_t>(left[newest])}}});
        left[newest] = first;
    }
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

void drop_page_cache() {
    std::system("sync");  // NOLINT: a benchmark
    std::ofstream("/proc/sys/vm/drop_caches") << "1";
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
                drop_page_cache();
                search = std::make_unique<ReplicaSearch>(home, origin);
            }
            const auto begin = Clock::now();
            hits += search->find(query, 50).hits.size();
            times.push_back(ms_since(begin));
        }
        std::ranges::sort(times);
        fmt::print("{:>5} {:18} p50 {:7.2f} ms, p99 {:7.2f} ms, worst {:7.2f} ms, {:5.1f} hits\n",
                   cold ? "cold" : "warm", kind.name, times[times.size() / 2],
                   times[times.size() * 99 / 100], times.back(),
                   static_cast<double>(hits) / rounds);
    }
}

/// Returns how many of the queries found something else than a look at each text.
int compare(const fs::path& home, const ReplicaOrigin& origin, const std::vector<Talk>& talks,
            int queries) {
    Texts texts(11);
    ReplicaSearch search(home, origin);
    int different = 0;
    for (int i = 0; i < queries; ++i) {
        const std::string typed = kinds()[texts.below(8)].query(texts);
        const SearchQuery query = parse_search(typed, calendar());
        if (query.empty()) continue;
        std::vector<WallMs> expected, found;
        for (const Talk& talk : talks)
            for (const Entry& entry : talk.entries)
                if (matches(query, entry.body)) expected.push_back(entry.at);
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
    const std::vector<Talk> talks = make_talks(count, texts);
    std::size_t said = 0;
    for (const Talk& talk : talks)
        for (const Entry& entry : talk.entries) said += entry.body.size();
    {
        Replica replica(scratch.path(), origin);
        const double ms = fill(replica, talks);
        fmt::print(
            "{} entries with {:.0f} bytes of text each: {:.0f} a second, {:.0f} bytes each in "
            "the file\n",
            count, static_cast<double>(said) / static_cast<double>(count),
            static_cast<double>(count) / ms * 1000,
            static_cast<double>(replica.bytes()) / static_cast<double>(count));
    }
    measure(scratch.path(), origin, false);
    measure(scratch.path(), origin, true);
    const int queries = count > 100'000 ? 20 : 1'000;
    fmt::print("{} of {} queries found something else than a look at each text\n",
               compare(scratch.path(), origin, talks, queries), queries);
    return 0;
}
