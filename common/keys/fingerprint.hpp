#pragma once
/// The form of a key that people compare, aloud or on two screens.
#include <string>

#include "common/wire/bytes.hpp"

namespace indaba {

/// Returns twelve groups of five decimal digits with spaces between them. Each group is five bytes
/// of the 64-byte BLAKE2b hash of "indaba-v1" and the key, big-endian, modulo 100,000 (about 199
/// bits).
std::string fingerprint(const Account& key);

}  // namespace indaba
