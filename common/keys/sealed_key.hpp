#pragma once
/// A key encrypted with a passphrase, as text, for moving an account to another machine or keeping
/// a copy. Argon2id derives a key from the passphrase; XSalsa20-Poly1305 encrypts with it
/// (libsodium).
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

#include "common/keys/key.hpp"

namespace indaba {

/// Encrypts a key. It takes about a second and 256 MiB, so that passphrases are slow to guess.
/// Throws std::runtime_error when there is not enough memory.
std::string seal(const Key& key, std::string_view passphrase);
/// Returns the text of a file, which other users may be able to read. Returns an empty text when
/// the file cannot be read.
std::string read_sealed(const std::filesystem::path& file);
/// Returns the key, or a sentence that says why it cannot be decrypted.
std::variant<Key, std::string> unseal(std::string_view text, std::string_view passphrase);

}  // namespace indaba
