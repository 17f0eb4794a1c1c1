#pragma once
/// A key as people compare it, aloud or on two screens.
#include <string>

#include "common/wire/bytes.hpp"

namespace indaba {

/// Twelve groups of five decimal digits, with a space between: of the 64-byte BLAKE2b of
/// "indaba-v1" and the key, each five bytes in turn, big-endian, modulo 100,000 (about 199 bits).
std::string fingerprint(const Account& key);

}  // namespace indaba
