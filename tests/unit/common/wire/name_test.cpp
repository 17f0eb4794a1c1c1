#include "common/wire/name.hpp"
#include "common/base/utf8.hpp"

#include <doctest/doctest.h>

#include <random>

#include "common/wire/protocol.hpp"
#include "common/wire/text.hpp"

namespace indaba {
namespace {

std::optional<Name> fit(std::string_view wanted) {
    const auto result = validate_name(wanted);
    if (const Name* name = std::get_if<Name>(&result)) return *name;
    return std::nullopt;
}

std::string why(std::string_view wanted) {
    const auto result = validate_name(wanted);
    if (const InvalidName* unfit = std::get_if<InvalidName>(&result)) return unfit->why;
    return "it is fit";
}

std::string repeated(std::string_view unit, std::size_t times) {
    std::string result;
    while (times-- > 0) result += unit;
    return result;
}

TEST_CASE("a name has 1 to 32 characters, of any size") {
    CHECK(why("") == "A name has at least one character.");
    for (const char* letter : {"a", "\u00e9", "\u5c71", "\U0001f600"}) {
        CHECK(fit(repeated(letter, limit::name_code_points)));
        CHECK(why(repeated(letter, limit::name_code_points + 1)) ==
              "A name has at most 32 characters.");
    }
    CHECK(fit(repeated("\U0001f600", 32))->display.size() == limit::name_bytes);
    CHECK(why(std::string(60'000, 'a')) == "A name has at most 32 characters.");
}

TEST_CASE("the characters of a name are counted after normalisation") {
    CHECK(fit(repeated("e\u0301", 32))->display == repeated("\u00e9", 32));
    CHECK(!fit(repeated("\ufb03", 11)));  // one ligature for three letters: 33
}

TEST_CASE("an invalid name is refused with a sentence that says why") {
    CHECK(why("a b") == "A name has no spaces; join words with '-' or '_'.");
    CHECK(why("a\u00a0b") == "A name has no spaces; join words with '-' or '_'.");
    CHECK(why("a\x1b[31m") == "A name has no control characters.");
    CHECK(why("a\u202e") == "A name has no invisible or direction-changing characters.");
    CHECK(why("a\u200b") == "A name has no invisible or direction-changing characters.");
    CHECK(why("a\u3164") == "A name has no invisible characters.");
    CHECK(why("a\ue000") == "A name has no private or unassigned characters.");
    CHECK(why("\xff") == "A name is text in UTF-8.");
    CHECK(why("\u0301a") == "A name does not begin with a combining mark.");
    CHECK(why("a\u0301\u0302\u0303") == "A name does not pile up combining marks.");
    CHECK(why("#ann") == "A name does not begin with '#', '@' or '/'.");
    CHECK(why("\u0440\u0430ypal") ==
          "A name uses one script only, so that no name looks like another.");
    CHECK(why("Admin") == "A name does not look like a name of the broker or an operator.");
}

TEST_CASE("names are equal regardless of capitals, width and Unicode form") {
    CHECK(folded_name("Ann") == "ann");
    CHECK(folded_name("\uff21\uff2e\uff2e") == "ann");
    CHECK(folded_name("stra\u00dfe") == "strasse");
    CHECK(folded_name("\u0130") != folded_name("i"));
    CHECK(folded_name("\u0131") != folded_name("i"));
    CHECK(folded_name("a b") == std::nullopt);
}

TEST_CASE("a name is displayed as written, in one Unicode form") {
    CHECK(fit("Ann")->display == "Ann");
    CHECK(fit("\uff21nn")->display == "Ann");
    CHECK(fit("\u0041\u030a")->display == "\u00c5");
}

TEST_CASE("names that look alike have the same skeleton") {
    CHECK(fit("paypal")->skeleton == fit("paypa1")->skeleton);
    CHECK(fit("ann")->skeleton != fit("bob")->skeleton);
    CHECK(fit("Ann")->skeleton == fit("ann")->skeleton);
}

TEST_CASE("a valid name is valid and the same when it is claimed as displayed") {
    std::mt19937 dice(1);
    for (const auto& [low, high] :
         std::initializer_list<std::pair<unsigned, unsigned>>{{0x20, 0x7f},
                                                              {0xa0, 0x250},
                                                              {0x370, 0x530},
                                                              {0x900, 0xe00},
                                                              {0x1e00, 0x2c00},
                                                              {0x3040, 0x3100},
                                                              {0xff00, 0xffef},
                                                              {0x20, 0xd7ff}})
        for (int round = 0; round < 400; ++round) {
            std::string wanted;
            for (auto i = 1 + dice() % 6; i > 0; --i)
                wanted += to_utf8(static_cast<char32_t>(low + dice() % (high - low)));
            CAPTURE(wanted);
            const auto name = fit(wanted);
            if (!name) continue;
            CHECK(fit(name->display) == name);
            CHECK(name->display.size() <= limit::name_bytes);
            CHECK(screen_word(name->display) == name->display);
            CHECK(!name->folded.empty());
            CHECK(!name->skeleton.empty());
        }
}

TEST_CASE("random bytes do not make validate_name throw") {
    std::mt19937 dice(2);
    for (int round = 0; round < 3000; ++round) {
        std::string wanted(dice() % 40, '\0');
        for (char& byte : wanted) byte = static_cast<char>(dice() % 256);
        CHECK_NOTHROW(validate_name(wanted));
    }
}

TEST_CASE("icu_version returns the version of the library") { CHECK(!icu_version().empty()); }

}  // namespace
}  // namespace indaba
