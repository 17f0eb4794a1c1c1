#include "tests/bench/many_entries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstring>
#include <map>
#include <utility>
#include <variant>

#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"

namespace indaba::bench {

// ---- texts ---------------------------------------------------------------------------------

namespace {

constexpr std::size_t vocabulary_size = 30'000;

}  // namespace

Texts::Texts(std::uint64_t seed) : random_(seed) {
    for (std::size_t i = 0; i < vocabulary_size; ++i) words_.push_back(word(i));
}

std::string Texts::next() {
    std::string text;
    const std::size_t count = 3 + below(14);
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : " ") + words_[rank()];
    if (below(25) == 0) text += " https://example.org/" + words_[rank()];
    if (below(25) == 0) text = "`" + text + "`";
    return text;
}

std::string Texts::rare_word() { return words_[vocabulary_size / 2 + below(vocabulary_size / 2)]; }

std::size_t Texts::rank() {
    const double u = std::uniform_real_distribution<double>(0, 1)(random_);
    return std::min(vocabulary_size - 1,
                    static_cast<std::size_t>(std::pow(double{vocabulary_size}, u)) - 1);
}

std::string Texts::letters(std::string_view alphabet, std::size_t width) {
    std::string word;
    const std::size_t length = 2 + below(8);
    for (std::size_t i = 0; i < length; ++i)
        word += alphabet.substr(width * below(alphabet.size() / width), width);
    return word;
}

std::string Texts::word(std::size_t index) {
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

// ---- entries -------------------------------------------------------------------------------

namespace {

MessageId numbered_id(std::uint64_t number) {
    MessageId id;
    std::memcpy(id.bytes.data(), &number, sizeof number);
    return id;
}

/// Makes the entry name a recent message of its conversation, if there is one at hand.
void refer(Entry& entry, const Talk& talk, Texts& texts) {
    constexpr std::array<const char*, 5> reactions{"👍", "❤️", "🎉", "😄", "👀"};
    const std::size_t back = 1 + texts.below(50);
    if (back > talk.entries.size()) return;
    const Entry& message = talk.entries[talk.entries.size() - back];
    if (!is_message(message.kind)) return;
    switch (texts.below(5)) {
        case 0:
            entry.account = message.account;  // only its author edits it
            entry.kind = kind_edit;
            entry.body = encode(ReferringBody{EditBody{message.number, entry.body}});
            return;
        case 1:
        case 2:
            entry.kind = kind_react;
            entry.body = encode(ReferringBody{
                ReactionBody{message.number, reactions[texts.below(reactions.size())], false}});
            return;
        default:
            entry.kind = kind_reply;
            entry.body = encode(ReferringBody{ReplyBody{message.number, entry.body}});
    }
}

std::vector<Talk> empty_talks(std::size_t count) {
    std::vector<Talk> talks(count);
    for (std::size_t i = 1; i < count; ++i) {
        ConversationId id;
        id.bytes.fill(static_cast<std::uint8_t>(i));
        talks[i].conversation = {id, fmt::format("room{}", i), std::nullopt};
    }
    talks[0].conversation = lobby_conversation();
    return talks;
}

}  // namespace

Account person(std::size_t number) {
    Account account;
    account.bytes.fill(static_cast<std::uint8_t>(number + 1));
    return account;
}

std::string name_of_person(std::size_t number) { return fmt::format("p{}", number); }

std::vector<Talk> make_talks(const Plan& plan, Texts& texts) {
    std::vector<Talk> talks = empty_talks(plan.conversations);
    for (std::size_t i = 0; i < plan.entries; ++i) {
        const bool newest = i + 1 == plan.entries && !plan.newest.empty();
        Talk& talk =
            talks[newest ? 0 : std::min(texts.below(talks.size()), texts.below(talks.size()))];
        Entry entry{talk.entries.size() + 1,
                    person(texts.below(people)),
                    plan.first_at + static_cast<WallMs>(i) * plan.step_ms,
                    numbered_id(i + 1),
                    std::string(kind_text),
                    newest ? plan.newest : texts.next()};
        if (!newest && texts.below(plan.references_in) == 0) refer(entry, talk, texts);
        talk.hashes.push_back(chain(talk.hashes.back(), talk.conversation.id, entry));
        talk.entries.push_back(std::move(entry));
    }
    return talks;
}

std::vector<StandingText> standing_texts(const std::vector<Talk>& talks) {
    std::vector<StandingText> texts;
    for (const Talk& talk : talks) {
        std::map<std::uint64_t, std::size_t> place_of;  // in `texts`, by number
        for (const Entry& entry : talk.entries) {
            std::string text = entry.body;
            if (const auto body = decode_referring(entry.kind, entry.body)) {
                if (const auto* edit = std::get_if<EditBody>(&*body))
                    texts[place_of.at(edit->of)].text = edit->text;
                const auto* reply = std::get_if<ReplyBody>(&*body);
                if (!reply) continue;
                text = reply->text;
            }
            place_of[entry.number] = texts.size();
            texts.push_back({entry.at, std::move(text)});
        }
    }
    return texts;
}

// ---- the copy ------------------------------------------------------------------------------

double fill(client::Replica& replica, const std::vector<Talk>& talks) {
    using Clock = std::chrono::steady_clock;
    constexpr std::size_t page = limit::page_entries;
    std::vector<Head> heads;
    std::vector<std::size_t> left;
    for (const Talk& talk : talks) {
        const std::uint64_t count = talk.entries.size();
        heads.push_back({talk.conversation, count, talk.hashes.back(), 1, count});
        left.push_back(talk.entries.size());
    }
    const auto begin = Clock::now();
    replica.keep_heads(heads, true);
    std::vector<Person> names;
    for (std::size_t i = 0; i < people; ++i) names.push_back({person(i), name_of_person(i)});
    replica.keep_names(names);
    for (;;) {
        std::size_t newest = talks.size();
        for (std::size_t i = 0; i < talks.size(); ++i) {
            const auto at = [&](std::size_t which) {
                return talks[which].entries[left[which] - 1].at;
            };
            if (left[i] > 0 && (newest == talks.size() || at(i) > at(newest))) newest = i;
        }
        if (newest == talks.size()) break;
        const Talk& talk = talks[newest];
        const std::size_t first = left[newest] > page ? left[newest] - page : 0;
        replica.add({{talk.conversation.id,
                      talk.hashes[first],
                      {talk.entries.begin() + static_cast<std::ptrdiff_t>(first),
                       talk.entries.begin() + static_cast<std::ptrdiff_t>(left[newest])}}});
        left[newest] = first;
    }
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

}  // namespace indaba::bench
