#pragma once
/// A CURVE key pair. Of a home: its public half is the account. Of a broker: what its clients know
/// it by. Made at first start, kept in the file `key` of its directory (0600, one line of hex: the
/// secret half). A file others can read is refused.
#include <filesystem>

#include "common/wire/bytes.hpp"

namespace indaba {

struct SecretKey : Bytes<struct SecretKeyMeaning, 32> {};

struct Key {
    Account account{};
    SecretKey secret{};
};

Key make_key();
/// CURVE's own way from the secret to the public half.
Key key_of(const SecretKey& secret);

/// Throws std::runtime_error with a sentence that says how to mend it.
Key load_or_make_key(const std::filesystem::path& directory);
/// False when there is another key already, which is left alone.
bool keep_key(const std::filesystem::path& directory, const Key& key);
/// In place of one that was never used; that is for the caller to know.
void replace_key(const std::filesystem::path& directory, const Key& key);

}  // namespace indaba
