/// Fuzzes the decoder of a broker and of a client, those of dumps and of what brokers
/// tell each other, with any bytes. A decoded
/// message must encode, and decode to the same message again.
#include <variant>

#include "common/wire/codec.hpp"
#include "common/wire/text.hpp"
#include "tests/fuzz/check.hpp"

namespace {

using indaba::fuzz::must;

template <class Message>
void check(const std::variant<Message, indaba::DecodeError>& decoded,
           std::variant<Message, indaba::DecodeError> (*decode)(std::string_view)) {
    if (const auto* error = std::get_if<indaba::DecodeError>(&decoded)) {
        must(indaba::log_text(error->sentence, 1000) == error->sentence,
             "why bytes are no message may be shown anywhere");
        return;
    }
    const auto& message = std::get<Message>(decoded);
    must(!indaba::type_of(message).empty(), "every message has a type");
    must(decode(indaba::encode(message)) == decoded,
         "a decoded message encodes and decodes to itself");
}

void check_rebound(std::string_view body) {
    const auto rebound = indaba::decode_rebound(body);
    if (!rebound) return;
    must(indaba::decode_rebound(indaba::encode(*rebound)) == rebound,
         "who has a name now can be written and read again");
}

void check_dump_record(std::string_view bytes) {
    const auto decoded = indaba::decode_dump_record(bytes);
    const auto* record = std::get_if<indaba::DumpRecord>(&decoded);
    if (!record) return;
    must(indaba::decode_dump_record(indaba::encode(*record)) == decoded,
         "a decoded record encodes and decodes to itself");
}

void check_peer_record(std::string_view bytes) {
    const auto decoded = indaba::decode_peer_record(bytes);
    const auto* record = std::get_if<indaba::PeerRecord>(&decoded);
    if (!record) return;
    must(indaba::decode_peer_record(indaba::encode(*record)) == decoded,
         "what a broker tells another encodes and decodes to itself");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = indaba::fuzz::view(data, size);
    check(indaba::decode_to_broker(bytes), &indaba::decode_to_broker);
    check(indaba::decode_to_client(bytes), &indaba::decode_to_client);
    check_rebound(bytes);
    check_dump_record(bytes);
    check_peer_record(bytes);
    return 0;
}
