#include "common/keys/sealed_key.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <fstream>
#include <optional>
#include <stdexcept>

namespace indaba {
namespace {

/// The number changes when the encryption does. So the file does not choose how much memory opening
/// it takes.
constexpr std::string_view heading = "indaba-key-1\n";
constexpr std::size_t max_bytes = 4096;  // a sealed key has a few hundred
constexpr auto operations = crypto_pwhash_OPSLIMIT_MODERATE;
constexpr auto memory = crypto_pwhash_MEMLIMIT_MODERATE;

using Salt = Bytes<struct SaltTag, crypto_pwhash_SALTBYTES>;
using Once = Bytes<struct OnceTag, crypto_secretbox_NONCEBYTES>;
using Box = Bytes<struct BoxTag, crypto_secretbox_MACBYTES + SecretKey::length>;

/// The key derived from a passphrase. The destructor erases it from memory.
struct Lock {
    Lock(std::string_view passphrase, const Salt& salt) {
        if (crypto_pwhash(bytes.data(), bytes.size(), passphrase.data(), passphrase.size(),
                          salt.bytes.data(), operations, memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
            throw std::runtime_error("There is not enough memory to work with a passphrase.");
    }
    ~Lock() { sodium_memzero(bytes.data(), bytes.size()); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    std::array<unsigned char, crypto_secretbox_KEYBYTES> bytes{};
};

struct Sealed {
    Salt salt;
    Once once;
    Box box;
};

std::optional<Sealed> parse_sealed(std::string_view text) {
    if (!text.starts_with(heading)) return std::nullopt;
    text.remove_prefix(heading.size());
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    const auto raw = from_hex(text);
    if (!raw || raw->size() != Salt::length + Once::length + Box::length) return std::nullopt;
    const std::string_view all = *raw;
    return Sealed{Salt{*Salt::from(all.substr(0, Salt::length))},
                  Once{*Once::from(all.substr(Salt::length, Once::length))},
                  Box{*Box::from(all.substr(Salt::length + Once::length))}};
}

}  // namespace

std::string seal(const Key& key, std::string_view passphrase) {
    Sealed sealed;
    randombytes_buf(sealed.salt.bytes.data(), Salt::length);
    randombytes_buf(sealed.once.bytes.data(), Once::length);
    const Lock lock(passphrase, sealed.salt);
    crypto_secretbox_easy(sealed.box.bytes.data(), key.secret.bytes.data(), SecretKey::length,
                          sealed.once.bytes.data(), lock.bytes.data());
    return fmt::format("{}{}{}{}\n", heading, to_hex(sealed.salt), to_hex(sealed.once),
                       to_hex(sealed.box));
}

std::string read_sealed(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text(max_bytes, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

std::variant<Key, std::string> unseal(std::string_view text, std::string_view passphrase) {
    const std::optional<Sealed> sealed = parse_sealed(text);
    if (!sealed) return "This is no key that indaba-cli key export wrote, or it is damaged.";
    const Lock lock(passphrase, sealed->salt);
    SecretKey secret;
    if (crypto_secretbox_open_easy(secret.bytes.data(), sealed->box.bytes.data(), Box::length,
                                   sealed->once.bytes.data(), lock.bytes.data()) != 0)
        return "The passphrase is another one, or the file is damaged.";
    return key_of(secret);
}

}  // namespace indaba
