#pragma once
/// The hash chain of a conversation and the digest over a session's heads. With them a client
/// notices every missing, changed or reordered entry. Both sides compute them; protocol.md, "The
/// chain", has the byte layout.
#include "common/wire/protocol.hpp"

namespace indaba {

/// Returns the hash of `entry`, which follows the entry with the hash `before` (zero before number
/// 1). It covers the hash of the body, so that a body can be erased later without breaking the
/// chain.
Hash chain(const Hash& before, const ConversationId& conversation, const Entry& entry);

/// Returns the same for an entry of whose body only the hash is known.
Hash chain(const Hash& before, const ConversationId& conversation, const Entry& entry,
           const Hash& body_hash);

Hash hash_of_body(std::string_view body);

/// Returns true when two copies of an entry differ at most in whether the body was deleted.
bool is_same_entry(const Entry& one, const Entry& other);

/// Deletes the body of an entry and keeps its hash, so that the chain still verifies.
void delete_body(Entry& entry);

/// Returns what one conversation adds to the digest: zero while its number is 0.
Digest digest_part(const ConversationId& conversation, std::uint64_t number, const Hash& hash);
Digest operator^(const Digest& a, const Digest& b);

/// Returns the BLAKE2b-128 hash over the two accounts in byte order.
ConversationId whisper_id(const Account& one, const Account& other);
Between between(const Account& one, const Account& other);

/// Returns the whisper conversation of two accounts, the same for both orders of arguments.
Conversation whisper_between(const Account& one, const Account& other);
Conversation lobby_conversation();

/// Returns true for a room, and for a whisper whose id is that of its two ends. Whoever reads
/// conversations from elsewhere takes no others: somebody might read a whisper of others.
bool is_room_or_whisper(const Conversation& conversation);

}  // namespace indaba
