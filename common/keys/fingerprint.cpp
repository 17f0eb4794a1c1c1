#include "common/keys/fingerprint.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <string_view>

namespace indaba {

std::string fingerprint(const Account& key) {
    constexpr std::string_view domain = "indaba-v1";
    constexpr std::size_t groups = 12, bytes_per_group = 5;
    std::array<unsigned char, 64> hash{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, hash.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(domain.data()),
                              domain.size());
    crypto_generichash_update(&state, key.bytes.data(), key.bytes.size());
    crypto_generichash_final(&state, hash.data(), hash.size());
    std::string text;
    for (std::size_t group = 0; group < groups; ++group) {
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < bytes_per_group; ++i)
            number = number << 8 | hash[group * bytes_per_group + i];
        text += fmt::format("{}{:05}", group == 0 ? "" : " ", number % 100'000);
    }
    return text;
}

}  // namespace indaba
