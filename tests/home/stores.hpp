#pragma once
/// Journals, conversations and rows for the tests of the store.
#include <cstdint>
#include <string>

#include "common/client/home/store.hpp"

namespace indaba::test {

template <class Value>
Value value_of(std::uint64_t n) {
    Value value;
    for (std::size_t i = 0; i < 8; ++i)
        value.bytes[value.bytes.size() - 1 - i] = static_cast<std::uint8_t>(n >> (8 * i));
    return value;
}

inline const auto journal = value_of<JournalId>(1);
inline const auto other_journal = value_of<JournalId>(2);
inline const auto room = value_of<ConversationId>(10);
inline const auto other_room = value_of<ConversationId>(11);

inline client::OutboxRow row(std::uint64_t n, std::string body = "hi") {
    return {value_of<MessageId>(n), room, std::nullopt, "text", std::move(body)};
}

inline client::OutboxRow whisper(std::uint64_t n, std::string body = "psst") {
    return {value_of<MessageId>(n), {}, value_of<Account>(99), "text", std::move(body)};
}

inline client::Store::Position position(std::uint64_t n) { return {n, value_of<Hash>(n)}; }

/// Returns the file of the store of `journal`, or with a suffix a file beside it.
inline std::filesystem::path store_file(const std::filesystem::path& home,
                                        const char* suffix = "") {
    return home / (to_hex(journal) + ".db" + suffix);
}

}  // namespace indaba::test
