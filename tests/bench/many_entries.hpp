#pragma once
/// A seeded history as people write it, for measurements of the own copy: texts of a vocabulary by
/// Zipf's law, 70 % Latin, the rest Cyrillic, Chinese and code; and among them replies, edits and
/// reactions. The same plan makes the same entries, in a journal and in a copy of it.
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "common/client/replica/replica.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::bench {

constexpr std::size_t people = 40;

/// Makes texts of words, some of which are often in them.
class Texts {
 public:
    explicit Texts(std::uint64_t seed);
    std::string next();
    /// Returns a word, the more often the more often it is in the texts.
    std::string any_word() { return words_[rank()]; }
    std::string rare_word();
    std::size_t below(std::size_t end) { return random_() % end; }

 private:
    std::size_t rank();
    std::string letters(std::string_view alphabet, std::size_t width);
    std::string word(std::size_t index);

    std::mt19937_64 random_;
    std::vector<std::string> words_;
};

struct Plan {
    std::size_t entries = 0;
    std::size_t conversations = 1;  // the lobby, and rooms with fewer entries
    WallMs first_at = 1'700'000'000'000;
    WallMs step_ms = 700;            // from one entry to the next
    std::size_t references_in = 20;  // one of so many is a reply, an edit or a reaction
    std::string newest = {};         // the text of the last entry; "": any
};

/// The whole history of one conversation. `hashes` begins with that before its first entry.
struct Talk {
    Conversation conversation;
    std::vector<Entry> entries;
    std::vector<Hash> hashes{Hash{}};
};

Account person(std::size_t number);
std::string name_of_person(std::size_t number);
std::vector<Talk> make_talks(const Plan& plan, Texts& texts);

/// A message as it is searched: `text` is that of its last edit.
struct StandingText {
    WallMs at = 0;
    std::string text;
};
std::vector<StandingText> standing_texts(const std::vector<Talk>& talks);

/// Adds all entries as the keeper does: pages from the newest on, over all conversations, all of
/// them read. Returns the milliseconds that it took.
double fill(client::Replica& replica, const std::vector<Talk>& talks);

}  // namespace indaba::bench
