#pragma once
/// Byte strings of a fixed length: accounts, ids, hashes. Each use has a type of its own, so that
/// an account cannot be passed as a conversation.
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace indaba {

/// Returns `raw` in lower-case hexadecimal, two digits a byte.
std::string to_hex(std::string_view raw);
/// Returns nullopt when a digit is not hexadecimal or the number of digits is odd.
std::optional<std::string> from_hex(std::string_view hex);

template <class Tag, std::size_t N>
struct Bytes {
    static constexpr std::size_t length = N;
    std::array<std::uint8_t, N> bytes{};

    auto operator<=>(const Bytes&) const = default;
    std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), N}; }
    bool is_zero() const { return *this == Bytes{}; }

    /// Returns nullopt when `raw` does not have exactly N bytes.
    static std::optional<Bytes> from(std::string_view raw) {
        if (raw.size() != N) return std::nullopt;
        Bytes result;
        for (std::size_t i = 0; i < N; ++i) result.bytes[i] = static_cast<std::uint8_t>(raw[i]);
        return result;
    }
    /// Returns nullopt when `hex` is not exactly 2 * N hexadecimal digits.
    static std::optional<Bytes> from_hex(std::string_view hex) {
        return from(indaba::from_hex(hex).value_or(""));
    }
};

template <class Tag, std::size_t N>
std::string to_hex(const Bytes<Tag, N>& value) {
    return to_hex(value.view());
}

/// A Curve25519 public key, which identifies a person. Names do not.
using Account = Bytes<struct AccountTag, 32>;
/// Identifies a room or a whisper pair permanently.
using ConversationId = Bytes<struct ConversationTag, 16>;
/// Identifies a post. The client makes it (UUIDv7); it is unique per account in the journal.
using MessageId = Bytes<struct MessageTag, 16>;
/// Identifies a journal. It is random.
using JournalId = Bytes<struct JournalTag, 16>;
/// Identifies one connection, from `welcome` to its end.
using Nonce = Bytes<struct NonceTag, 16>;
/// A BLAKE2b-256 hash of the chain (chain.hpp).
using Hash = Bytes<struct HashTag, 32>;
/// The XOR of BLAKE2b-128 hashes over a session's heads (chain.hpp).
using Digest = Bytes<struct DigestTag, 16>;

}  // namespace indaba
