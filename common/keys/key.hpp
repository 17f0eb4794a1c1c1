#pragma once
/// A CURVE key pair. The public half of a home's key is the account; the public half of a broker's
/// key identifies the broker. A key is made at the first start and kept in the file `key` of its
/// directory (mode 0600, one line of hex: the secret half). A file that other users can read is
/// refused.
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "common/wire/bytes.hpp"

namespace indaba {

struct SecretKey : Bytes<struct SecretKeyTag, 32> {};

struct Key {
    Account account{};
    SecretKey secret{};
};

Key make_key();
/// Computes the public half from the secret half.
Key key_of(const SecretKey& secret);

/// A key's file that is not one line of hex. The sentence says how to repair it.
struct DamagedKey : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// Returns nullopt when there is no such file. Throws DamagedKey, or std::runtime_error with a
/// sentence when the file cannot be read or others can.
std::optional<Key> load_key(const std::filesystem::path& file);
/// Loads the key of the directory, or makes one. Throws std::runtime_error with a sentence that
/// says how to repair the file.
Key load_or_make_key(const std::filesystem::path& directory);
/// Writes the key. Returns false, and changes no file, when the directory has another key already.
bool keep_key(const std::filesystem::path& directory, const Key& key);
/// Replaces the key of the directory. The caller makes sure that the old one was never used.
void replace_key(const std::filesystem::path& directory, const Key& key);

}  // namespace indaba
