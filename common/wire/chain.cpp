#include "common/wire/chain.hpp"

#include <sodium.h>

namespace indaba {
namespace {

/// Computes the unkeyed BLAKE2b hash (RFC 7693) of N bytes over all that is added.
template <std::size_t N>
class Blake2b {
 public:
    Blake2b() { crypto_generichash_init(&state_, nullptr, 0, N); }
    Blake2b& add(std::string_view raw) {
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(raw.data()),
                                  raw.size());
        return *this;
    }
    Blake2b& add(std::uint64_t value) {
        std::array<unsigned char, 8> big_endian{};
        for (std::size_t i = 0; i < 8; ++i)
            big_endian[i] = static_cast<unsigned char>(value >> (56 - 8 * i));
        crypto_generichash_update(&state_, big_endian.data(), big_endian.size());
        return *this;
    }
    template <class Result>
    Result end() {
        static_assert(Result::length == N);
        Result result;
        crypto_generichash_final(&state_, result.bytes.data(), N);
        return result;
    }

 private:
    crypto_generichash_state state_{};
};

/// Returns the hash of the body that the entry has or had.
Hash body_hash(const Entry& entry) {
    return entry.erased ? *entry.erased : hash_of_body(entry.body);
}

}  // namespace

// The bytes are written out, so that they are right before any other static object uses them.
constinit const ConversationId lobby{{0x5b, 0x5a, 0xb5, 0xaa, 0x20, 0x78, 0x95, 0x79, 0x95, 0xe7,
                                      0xe7, 0x9d, 0x17, 0x0d, 0x6f, 0xb8}};

Hash hash_of_body(std::string_view body) { return Blake2b<32>().add(body).end<Hash>(); }

Hash chain(const Hash& before, const ConversationId& conversation, const Entry& entry,
           const Hash& body_hash) {
    return Blake2b<32>()
        .add(before.view())
        .add(conversation.view())
        .add(entry.number)
        .add(entry.account.view())
        .add(entry.id.view())
        .add(static_cast<std::uint64_t>(entry.at))
        .add(static_cast<std::uint64_t>(entry.kind.size()))
        .add(entry.kind)
        .add(body_hash.view())
        .end<Hash>();
}

Hash chain(const Hash& before, const ConversationId& conversation, const Entry& entry) {
    return chain(before, conversation, entry, body_hash(entry));
}

bool is_same_entry(const Entry& one, const Entry& other) {
    const bool same_body =
        one.erased || other.erased ? body_hash(one) == body_hash(other) : one.body == other.body;
    return same_body && one.number == other.number && one.account == other.account &&
           one.at == other.at && one.id == other.id && one.kind == other.kind;
}

void delete_body(Entry& entry) {
    if (!entry.erased) entry.erased = hash_of_body(entry.body);
    entry.body.clear();
}

Digest digest_part(const ConversationId& conversation, std::uint64_t number, const Hash& hash) {
    if (number == 0) return {};
    return Blake2b<16>().add(conversation.view()).add(number).add(hash.view()).end<Digest>();
}

Digest operator^(const Digest& a, const Digest& b) {
    Digest result;
    for (std::size_t i = 0; i < Digest::length; ++i)
        result.bytes[i] = static_cast<std::uint8_t>(a.bytes[i] ^ b.bytes[i]);
    return result;
}

Between between(const Account& one, const Account& other) {
    return one < other ? Between{one, other} : Between{other, one};
}

ConversationId whisper_id(const Account& one, const Account& other) {
    const Between ends = between(one, other);
    return Blake2b<16>().add(ends.low.view()).add(ends.high.view()).end<ConversationId>();
}

Conversation whisper_between(const Account& one, const Account& other) {
    return {whisper_id(one, other), std::nullopt, between(one, other)};
}

Conversation lobby_conversation() { return {lobby, std::string(lobby_title), std::nullopt}; }

bool is_room_or_whisper(const Conversation& conversation) {
    const auto& [id, room, between] = conversation;
    if (!between) return room.has_value();
    return !room && whisper_id(between->low, between->high) == id;
}

}  // namespace indaba
