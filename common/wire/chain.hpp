#pragma once
/// The chain of a conversation and the digest over a session's heads (nothing missing,
/// changed or reordered unseen). Byte layout: protocol.md "The chain". Both sides compute it.
#include "common/wire/protocol.hpp"

namespace indaba {

/// The hash of `entry`, which follows the entry with the hash `before` (zero before number 1).
/// It covers the hash of the body, so that a body can be erased later without breaking the chain.
Hash chain(const Hash& before, const ConversationId& conversation, const Entry& entry);

/// The same for one whose body is known by its hash only.
Hash chain(const Hash& before, const ConversationId& conversation, const Entry& entry,
           const Hash& body_hash);

Hash hash_of_body(std::string_view body);

/// What one conversation adds to the digest; nothing (zero) while its number is 0.
Digest digest_part(const ConversationId& conversation, std::uint64_t number, const Hash& hash);
Digest operator^(const Digest& a, const Digest& b);

/// BLAKE2b-128 over the two accounts in byte order.
ConversationId whisper_id(const Account& one, const Account& other);
Between between(const Account& one, const Account& other);

/// The same bytes at both ends.
Conversation whisper_between(const Account& one, const Account& other);
Conversation lobby_conversation();

}  // namespace indaba
