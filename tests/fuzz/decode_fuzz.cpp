/// Feeds any bytes to the codec, the name judge and the text rules. What is read must be writable
/// and read the same again; what is shown or logged must keep to its alphabet.
#include <algorithm>
#include <cstdlib>

#include "common/wire/codec.hpp"
#include "common/wire/name.hpp"
#include "common/wire/text.hpp"

namespace {

void must(bool promise) {
    if (!promise) std::abort();
}

template <class Message>
void check(const std::variant<Message, indaba::DecodeError>& decoded,
           std::variant<Message, indaba::DecodeError> (*decode)(std::string_view)) {
    if (const auto* error = std::get_if<indaba::DecodeError>(&decoded)) {
        must(indaba::log_text(error->sentence, 1000) == error->sentence);
        return;
    }
    must(decode(indaba::encode(std::get<Message>(decoded))) == decoded);
}

void check_text(std::string_view bytes) {
    const std::string shown = indaba::screen_text(bytes);
    must(indaba::valid_utf8(shown));
    must(indaba::screen_text(shown) == shown);
    const std::string logged = indaba::log_text(bytes, 1000);
    must(std::ranges::all_of(logged, [](char c) { return c >= 0x20 && c < 0x7f; }));
    must(logged.size() <= 1003);
}

void check_name(std::string_view bytes) {
    const auto fit = indaba::fit_name(bytes);
    const auto* name = std::get_if<indaba::Name>(&fit);
    if (!name) return;
    const auto again = indaba::fit_name(name->shown);
    must(std::get_if<indaba::Name>(&again) && std::get<indaba::Name>(again) == *name);
    must(indaba::screen_word(name->shown).find('\n') == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check(indaba::decode_to_broker(bytes), &indaba::decode_to_broker);
    check(indaba::decode_to_client(bytes), &indaba::decode_to_client);
    check_text(bytes);
    check_name(bytes);
    return 0;
}
