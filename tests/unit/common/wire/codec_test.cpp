#include "common/wire/codec.hpp"

#include <doctest/doctest.h>

#include <concepts>
#include <random>

#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"

namespace indaba {
namespace {

// ---- messages with random contents
// ---------------------------------------------------------------

template <class T>
concept Declared = requires(T& value) {
    T::fields(value);
};

class Dice {
 public:
    explicit Dice(unsigned seed) : engine_(seed) {}

    std::uint64_t below(std::uint64_t end) { return engine_() % end; }

    template <Declared T>
    void fill(std::string_view, T& part) {
        std::apply([&](auto&&... f) { (fill(f.name, f.value), ...); }, T::fields(part));
    }
    void fill(std::string_view, std::uint64_t& value) { value = engine_() >> below(64); }
    void fill(std::string_view, std::int64_t& value) {
        value = static_cast<std::int64_t>(engine_()) >> below(64);
    }
    void fill(std::string_view, bool& value) { value = below(2) == 0; }
    void fill(std::string_view name, std::string& value) {
        value = name == "body" ? bytes(below(300)) : letters(below(40));
    }
    template <class Tag, std::size_t N>
    void fill(std::string_view, Bytes<Tag, N>& value) {
        for (std::uint8_t& byte : value.bytes) byte = static_cast<std::uint8_t>(below(256));
    }
    void fill(std::string_view name, Between& value) {
        Account one, other;
        fill(name, one);
        fill(name, other);
        value = between(one, other);
    }
    template <class T>
    void fill(std::string_view name, std::optional<T>& value) {
        value.reset();
        if (below(2) == 0) fill(name, value.emplace());
    }
    template <class T>
    void fill(std::string_view name, std::vector<T>& value) {
        value.resize(below(20));
        for (T& item : value) fill(name == "body" ? "" : name, item);
    }

    std::string bytes(std::size_t count) {
        std::string result(count, '\0');
        for (char& byte : result) byte = static_cast<char>(below(256));
        return result;
    }

 private:
    std::string letters(std::size_t count) {
        static const std::array<std::string, 6> some = {
            "a", "Z", "\u00e9", "\u5c71", "\U0001f600", std::string(1, '\0')};
        std::string result;
        for (std::size_t i = 0; i < count; ++i) result += some[below(some.size())];
        return result;
    }
    std::mt19937_64 engine_;
};

template <class Variant, std::size_t I = 0>
Variant random_message(Dice& dice, std::size_t which) {
    if constexpr (I + 1 < std::variant_size_v<Variant>)
        if (which != I) return random_message<Variant, I + 1>(dice, which);
    std::variant_alternative_t<I, Variant> message;
    dice.fill("", message);
    return message;
}

const DecodeError* error_of(const std::variant<ToBroker, DecodeError>& decoded) {
    return std::get_if<DecodeError>(&decoded);
}
const DecodeError* error_of(const std::variant<ToClient, DecodeError>& decoded) {
    return std::get_if<DecodeError>(&decoded);
}

TEST_CASE("every message decodes to what was encoded") {
    for (unsigned seed = 1; seed <= 2000; ++seed) {
        CAPTURE(seed);
        Dice dice(seed);
        const auto up = random_message<ToBroker>(dice, dice.below(std::variant_size_v<ToBroker>));
        CHECK(decode_to_broker(encode(up)) == std::variant<ToBroker, DecodeError>(up));
        const auto down = random_message<ToClient>(dice, dice.below(std::variant_size_v<ToClient>));
        if (encode(down).size() <= limit::frame)
            CHECK(decode_to_client(encode(down)) == std::variant<ToClient, DecodeError>(down));
    }
}

TEST_CASE("random bytes and messages with changed bytes do not make the decoder throw") {
    for (unsigned seed = 1; seed <= 3000; ++seed) {
        CAPTURE(seed);
        Dice dice(seed);
        std::string frame =
            dice.below(4) == 0
                ? dice.bytes(dice.below(200))
                : encode(random_message<ToClient>(dice, dice.below(std::variant_size_v<ToClient>)));
        for (std::uint64_t change = dice.below(4); change > 0 && !frame.empty(); --change)
            frame[dice.below(frame.size())] = static_cast<char>(dice.below(256));
        CHECK_NOTHROW(decode_to_client(frame));
        CHECK_NOTHROW(decode_to_broker(frame));
    }
}

TEST_CASE("a decoded message can be encoded and decoded again") {
    for (unsigned seed = 1; seed <= 3000; ++seed) {
        CAPTURE(seed);
        Dice dice(seed);
        std::string frame =
            encode(random_message<ToBroker>(dice, dice.below(std::variant_size_v<ToBroker>)));
        frame[dice.below(frame.size())] = static_cast<char>(dice.below(256));
        const auto decoded = decode_to_broker(frame);
        if (const ToBroker* message = std::get_if<ToBroker>(&decoded))
            CHECK(decode_to_broker(encode(*message)) == decoded);
    }
}

// ---- sizes
// -----------------------------------------------------------------------------------------

template <class Message, class Item>
std::size_t bytes_of_one_more(const Message& empty, std::vector<Item> Message::*list,
                              const Item& item) {
    Message with = empty;
    (with.*list).push_back(item);
    return encode(ToClient(with)).size() - encode(ToClient(empty)).size();
}

TEST_CASE("encoded_size is the number of bytes that a part adds to a list") {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        Dice dice(seed);
        Person person;
        Entry entry;
        Head head;
        KnownPerson known;
        dice.fill("", person);
        dice.fill("", entry);
        dice.fill("", head);
        dice.fill("", known);
        CHECK(encoded_size(person) == bytes_of_one_more(People{}, &People::people, person));
        CHECK(encoded_size(entry) == bytes_of_one_more(Page{}, &Page::entries, entry));
        CHECK(encoded_size(head) == bytes_of_one_more(Heads{}, &Heads::heads, head));
        CHECK(encoded_size(known) == bytes_of_one_more(Known{}, &Known::accounts, known));
    }
}

TEST_CASE("a message with a list at its limit fits a frame") {
    Page page;
    page.conversation = whisper_between({}, {});
    page.more = true;
    Entry entry;
    entry.number = UINT64_MAX;
    entry.at = INT64_MIN;
    entry.kind = std::string(limit::kind_letters, 'k');
    std::size_t bytes = 0;
    for (const std::size_t body : {limit::body, limit::body, limit::body, std::size_t{0}}) {
        entry.body = std::string(body, 'b');
        if (bytes + encoded_size(entry) > limit::list) break;
        bytes += encoded_size(entry);
        page.entries.push_back(entry);
    }
    CHECK(page.entries.size() == 2);
    for (int i = 0; i < 2; ++i) page.names.push_back({{}, std::string(limit::name_bytes, 'n')});
    CHECK(encode(ToClient(page)).size() <= limit::frame);
}

TEST_CASE("the codec accepts a body of any length that fits a frame") {
    for (const std::size_t size : {limit::body, limit::body + 1}) {
        const ToBroker said = Broadcast{{}, lobby, "text", std::string(size, 'x')};
        CHECK(decode_to_broker(encode(said)) == std::variant<ToBroker, DecodeError>(said));
    }
}

TEST_CASE("a frame at the limit is decoded, one byte more is refused") {
    Broadcast said{{}, lobby, "text", ""};
    const std::size_t beside =
        encode(ToBroker(Broadcast{{}, lobby, "text", std::string(300, 'x')})).size() - 300;
    said.body = std::string(limit::frame - beside, 'x');
    CHECK(encode(ToBroker(said)).size() == limit::frame);
    CHECK(!error_of(decode_to_broker(encode(ToBroker(said)))));
    said.body += 'x';
    const auto refused = decode_to_broker(encode(ToBroker(said)));
    REQUIRE(error_of(refused));
    CHECK(error_of(refused)->code == code::bad_message);
}

TEST_CASE("a list with the maximum number of items is decoded, one more is refused") {
    Hello hello;
    hello.features.resize(limit::list_items);
    CHECK(!error_of(decode_to_broker(encode(ToBroker(hello)))));
    hello.features.emplace_back();
    CHECK(error_of(decode_to_broker(encode(ToBroker(hello)))));
}

TEST_CASE("frames that take the most memory to decode are refused or decoded") {
    const std::string head = "\x82\xa1t\xa4ping\xa1x";
    std::string lists = head + "\xdc\x07\xff";  // full lists of nothing in a list
    const std::string full = std::string("\xdc\x08\x00", 3) + std::string(2048, '\xc0');
    while (lists.size() + full.size() <= limit::frame) lists += full;
    CHECK(error_of(decode_to_broker(lists)));
    CHECK(error_of(decode_to_client(lists)));

    std::string heads = "\x82\xa1t\xa5heads\xa5heads";
    heads += std::string("\xdc\x08\x00", 3) + std::string(2048, '\x80');
    const auto refused = decode_to_client(heads);
    REQUIRE(error_of(refused));
    CHECK(error_of(refused)->sentence == "field 'conversation' is missing");
}

// ---- refusals
// --------------------------------------------------------------------------------------

TEST_CASE("the sentence for a refused message quotes no part of it") {
    const std::string evil =
        "\x82\xa1t\xa4"
        "evil\xa4\x1b[2J\x01";
    const auto refused = decode_to_broker(evil);
    REQUIRE(error_of(refused));
    CHECK(error_of(refused)->code == code::unknown_message);
    CHECK(error_of(refused)->sentence.find("evil") == std::string::npos);
    CHECK(error_of(refused)->sentence.find('\x1b') == std::string::npos);
}

TEST_CASE("type_of returns the type of a message") {
    CHECK(type_of(ToBroker(Ping{})) == "ping");
    CHECK(type_of(ToBroker(Whisper{})) == "whisper");
    CHECK(type_of(ToClient(Welcome{})) == "welcome");
    CHECK(type_of(ToClient(Notice{})) == "notice");
}

}  // namespace
}  // namespace indaba
