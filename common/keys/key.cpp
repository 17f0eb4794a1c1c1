#include "common/keys/key.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "common/base/path_text.hpp"
#include "common/keys/private_file.hpp"

namespace indaba {
namespace {

constexpr std::size_t hex_digits = 2 * SecretKey::length;

/// Returns nullopt unless `line` is exactly one line of hex.
std::optional<SecretKey> parse(std::string_view line) {
    if (line.size() != hex_digits + 1 || line.back() != '\n') return std::nullopt;
    const auto key = SecretKey::from_hex(line.substr(0, hex_digits));
    if (!key) return std::nullopt;
    return SecretKey{*key};
}

}  // namespace

Key make_key() {
    Key key;
    crypto_box_keypair(key.account.bytes.data(), key.secret.bytes.data());
    return key;
}

Key key_of(const SecretKey& secret) {
    Key key{{}, secret};
    if (crypto_scalarmult_base(key.account.bytes.data(), secret.bytes.data()) != 0)
        throw std::runtime_error("The account cannot be computed from the key.");
    return key;
}

std::optional<Key> load_key(const std::filesystem::path& file) {
    // One byte more than a key has, so that a longer file is noticed.
    const std::optional<std::string> line = read_private_file(file, hex_digits + 2);
    if (!line) return std::nullopt;
    if (const std::optional<SecretKey> secret = parse(*line)) return key_of(*secret);
    throw DamagedKey(fmt::format(
        "{} is damaged: it should be one line of {} hexadecimal digits. Restore a copy of it, or "
        "move it away to start with a new key, which is a new account.",
        to_utf8(file), hex_digits));
}

Key load_or_make_key(const std::filesystem::path& directory) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start.");
    const std::filesystem::path file = directory / "key";
    if (const std::optional<Key> key = load_key(file)) return *key;
    // If another process creates the file first, its key is the key of this directory.
    create_private_file(file, to_hex(make_key().secret) + "\n");
    if (const std::optional<Key> key = load_key(file)) return *key;
    throw std::runtime_error(fmt::format("{} disappeared while it was created.", to_utf8(file)));
}

void replace_key(const std::filesystem::path& directory, const Key& key) {
    replace_private_file(directory / "key", to_hex(key.secret) + "\n");
}

bool keep_key(const std::filesystem::path& directory, const Key& key) {
    const std::filesystem::path file = directory / "key";
    if (create_private_file(file, to_hex(key.secret) + "\n")) return true;
    const std::optional<Key> there = load_key(file);
    return there && there->account == key.account;
}

}  // namespace indaba
