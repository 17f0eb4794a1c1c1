#pragma once
/// Byte strings of a fixed length that mean something: accounts, ids, hashes.
/// Each meaning is a type of its own, so that an account is never taken for a conversation.
/// Used by every room; knows nothing but its bytes.
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace indaba {

template <class Meaning, std::size_t N>
struct Bytes {
    static constexpr std::size_t length = N;
    std::array<std::uint8_t, N> bytes{};

    auto operator<=>(const Bytes&) const = default;
    std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), N}; }
    bool is_zero() const { return *this == Bytes{}; }

    /// Nothing when `raw` does not have exactly N bytes.
    static std::optional<Bytes> from(std::string_view raw) {
        if (raw.size() != N) return std::nullopt;
        Bytes result;
        for (std::size_t i = 0; i < N; ++i) result.bytes[i] = static_cast<std::uint8_t>(raw[i]);
        return result;
    }
};

/// A Curve25519 public key: who said it, whom it is for. Never a name.
using Account = Bytes<struct AccountMeaning, 32>;
/// Names a room or a whisper pair for ever.
using ConversationId = Bytes<struct ConversationMeaning, 16>;
/// Made by the client for each post (UUIDv7); unique per account in the journal.
using MessageId = Bytes<struct MessageMeaning, 16>;
/// Random; new for a new journal.
using JournalId = Bytes<struct JournalMeaning, 16>;
/// Serves one connection, from `welcome` to its end.
using Nonce = Bytes<struct NonceMeaning, 16>;
/// BLAKE2b-256 of the chain (chain.hpp).
using Hash = Bytes<struct HashMeaning, 32>;
/// XOR of BLAKE2b-128 over a session's heads (chain.hpp).
using Digest = Bytes<struct DigestMeaning, 16>;

/// Lower-case hexadecimal, two digits a byte.
std::string to_hex(std::string_view raw);
template <class Meaning, std::size_t N>
std::string to_hex(const Bytes<Meaning, N>& value) {
    return to_hex(value.view());
}

/// Nothing when a digit is no hexadecimal one or their count is odd.
std::optional<std::string> from_hex(std::string_view hex);

}  // namespace indaba
