#include "common/wire/bytes.hpp"

#include <doctest/doctest.h>

namespace indaba {
namespace {

TEST_CASE("every byte survives encoding as hex and decoding") {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    CHECK(to_hex(all).size() == 512);
    CHECK(from_hex(to_hex(all)) == all);
    CHECK(to_hex(std::string_view("\x00\x0f\xff", 3)) == "000fff");
}

TEST_CASE("hex in capitals and an empty text are decoded") {
    CHECK(from_hex("DEADbeef") == "\xde\xad\xbe\xef");
    CHECK(from_hex("") == "");
    CHECK(to_hex(std::string_view{}) == "");
}

TEST_CASE("a text that is not hex is refused") {
    for (const char* bad :
         {"0", "012", "0g", "g0", " 00", "00 ", "0x00", "00:11", "\xff\xff", "-1"})
        CHECK(from_hex(bad) == std::nullopt);
    CHECK(from_hex(std::string_view("00\0 0", 4)) == std::nullopt);
}

TEST_CASE("a fixed-length value is made only from exactly its number of bytes") {
    CHECK(Nonce::from(std::string(16, 'x')).has_value());
    CHECK(!Nonce::from(std::string(15, 'x')).has_value());
    CHECK(!Nonce::from(std::string(17, 'x')).has_value());
    CHECK(!Account::from("").has_value());
    CHECK(Account::from(std::string(32, '\xff'))->view() == std::string(32, '\xff'));
}

TEST_CASE("values are ordered by their bytes, which are unsigned") {
    const auto low = *Nonce::from(std::string(16, '\x7f'));
    const auto high = *Nonce::from(std::string(16, '\x80'));
    CHECK(low < high);
    CHECK(Nonce{} < low);
    CHECK(Nonce{}.is_zero());
    CHECK(!low.is_zero());
}

}  // namespace
}  // namespace indaba
