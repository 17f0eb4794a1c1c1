#pragma once
/// The key pair of a home: its public half is the account. Made at first start, kept in
/// `HOME/key` (0600, one line of hex: the secret half). A file others can read is refused.
#include <filesystem>

#include "common/wire/bytes.hpp"

namespace indaba::client {

struct SecretKey : Bytes<struct SecretKeyMeaning, 32> {};

struct Key {
    Account account{};
    SecretKey secret{};
};

/// Throws std::runtime_error with a sentence that says how to mend it.
Key load_or_make_key(const std::filesystem::path& home);

}  // namespace indaba::client
