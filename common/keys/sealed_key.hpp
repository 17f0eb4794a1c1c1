#pragma once
/// A key that only a passphrase opens, as text: to carry an account to a second machine or to keep
/// a copy. Argon2id makes the passphrase a key, XSalsa20-Poly1305 seals with it (libsodium).
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

#include "common/keys/key.hpp"

namespace indaba {

/// About a second and 256 MiB, on purpose. Throws std::runtime_error when there is no such memory.
std::string seal(const Key& key, std::string_view passphrase);
/// Such a text from a file, whoever else can read it; empty when it cannot be read.
std::string read_sealed(const std::filesystem::path& file);
/// Or a sentence why not.
std::variant<Key, std::string> unseal(std::string_view text, std::string_view passphrase);

}  // namespace indaba
