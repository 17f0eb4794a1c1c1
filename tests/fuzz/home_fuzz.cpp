/// Fuzzes the files of a home and join links. Any bytes are either read or refused with a sentence;
/// a value that was read can be written and is then read as the same value.
#include <sodium.h>

#include <stdexcept>

#include "common/client/home/destination.hpp"
#include "common/client/home/known_brokers.hpp"
#include "common/client/home/known_people.hpp"
#include "common/client/home/settings.hpp"
#include "common/keys/join_link.hpp"
#include "common/keys/sealed_key.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/temporary_directory.hpp"

/// Replaces libsodium's function, which takes a second and 256 MiB for each call.
extern "C" int crypto_pwhash(unsigned char* out, unsigned long long length, const char* passphrase,
                             unsigned long long passphrase_length, const unsigned char* salt,
                             unsigned long long, std::size_t, int) {
    return crypto_generichash(out, length, reinterpret_cast<const unsigned char*>(passphrase),
                              passphrase_length, salt, crypto_pwhash_SALTBYTES);
}

namespace {

using namespace indaba;
using namespace indaba::fuzz;

void check_settings(const Scratch& home, std::string_view bytes) {
    home.put("settings.toml", bytes);
    std::string warning;
    const client::Settings settings = client::load_settings(home.path(), warning);
    must(!settings.scale || (*settings.scale >= 0.5F && *settings.scale <= 4.0F),
         "a loaded scale is between 0.5 and 4");
    client::save_settings(home.path(), settings);
    std::string none;
    must(client::load_settings(home.path(), none) == settings && none.empty(),
         "saved settings are loaded unchanged");
}

void check_key(const Scratch& home, std::string_view bytes) {
    home.put("key", bytes);
    const Key key = load_or_make_key(home.path());
    must(load_or_make_key(home.path()).secret == key.secret, "a key stays the same");
    must(keep_key(home.path(), key), "an existing key can be kept again");
}

void check_brokers(const Scratch& home, std::string_view bytes) {
    home.put("known_brokers", bytes);
    client::KnownBrokers known(home.path());
    const client::Endpoint server{"new.example", 6000};
    if (known.key_of(server)) return;
    known.pin({server}, nth<Account>(1));
    must(client::KnownBrokers(home.path()).key_of(server) == nth<Account>(1),
         "a pinned key is stored");
}

void check_people(const Scratch& home, std::string_view bytes) {
    const JournalId journal = nth<JournalId>(1);
    home.put(to_hex(journal) + ".people", bytes);
    client::KnownPeople known(home.path(), journal);
    const Person ann{nth<Account>(1), "ann"};
    known.accept(ann);
    known.save();
    client::KnownPeople again(home.path(), journal);
    must(!again.check(ann), "an accepted key is not reported");
    must(again.check({nth<Account>(2), "ann"}), "another key of the name is reported");
}

void check_sealed(std::string_view bytes) {
    const auto opened = unseal(bytes, "open");
    if (const auto* why = std::get_if<std::string>(&opened))
        return must(!why->empty(), "a key that cannot be opened is refused with a sentence");
    const Key& key = std::get<Key>(opened);
    const auto again = unseal(seal(key, "another"), "another");
    must(std::get_if<Key>(&again) && std::get<Key>(again).secret == key.secret,
         "a key that is sealed and opened stays the same");
}

void check_link(std::string_view bytes) {
    if (const auto link = parse_join_link(bytes)) {
        must(looks_like_join_link(bytes), "a parsed join link looks like a join link");
        must(parse_join_link(to_string(*link)) == link,
             "a join link can be written and parsed again");
    }
    const std::string text(bytes);
    if (const auto server = client::parse_endpoint(text)) {
        must(server->port > 0 && server->port < 65536, "a port is between 1 and 65535");
        must(client::parse_endpoint(client::to_string(*server)) == server,
             "a server address can be written and parsed again");
    }
    if (const auto destination = client::parse_destination(text)) {
        must(!destination->endpoints.empty() &&
                 destination->endpoints.size() <= client::max_endpoints,
             "a destination has 1 to 16 endpoints");
        must(client::parse_destination(client::to_string(*destination)) == destination,
             "a destination can be written and parsed again");
    }
}

void check(const Scratch& home, int what, std::string_view bytes) {
    switch (what) {
        case 0:
            return check_settings(home, bytes);
        case 1:
            return check_key(home, bytes);
        case 2:
            return check_brokers(home, bytes);
        case 3:
            return check_people(home, bytes);
        case 4:
            return check_sealed(bytes);
        default:
            return check_link(bytes);
    }
}

}  // namespace

/// The first byte chooses the file; the other bytes are its content.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Scratch home;
    if (size == 0) return 0;
    home.clear();
    try {
        check(home, data[0] % 8, view(data + 1, size - 1));
    } catch (const std::runtime_error& refused) {
        must(*refused.what() != '\0', "refused content is refused with a sentence");
    }
    return 0;
}
