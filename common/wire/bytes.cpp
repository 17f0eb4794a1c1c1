#include "common/wire/bytes.hpp"

#include <sodium.h>

namespace indaba {

std::string to_hex(std::string_view raw) {
    std::string hex(raw.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(raw.data()),
                   raw.size());
    hex.pop_back();  // libsodium writes the terminator of a C string
    return hex;
}

std::optional<std::string> from_hex(std::string_view hex) {
    if (hex.size() % 2 != 0) return std::nullopt;
    std::string raw(hex.size() / 2, '\0');
    std::size_t length = 0;
    if (sodium_hex2bin(reinterpret_cast<unsigned char*>(raw.data()), raw.size(), hex.data(),
                       hex.size(), nullptr, &length, nullptr) != 0)
        return std::nullopt;
    if (length != raw.size()) return std::nullopt;
    return raw;
}

}  // namespace indaba
