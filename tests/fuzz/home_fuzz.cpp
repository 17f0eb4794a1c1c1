/// Any bytes as a file of a home or as a join link: read, or refused with a sentence; and what was
/// read can be written and is read the same again.
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

/// In place of libsodium's: a second and 256 MiB for each try would be all that is ever done here.
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
         "a scale is one that can be read");
    client::save_settings(home.path(), settings);
    std::string none;
    must(client::load_settings(home.path(), none) == settings && none.empty(),
         "settings are kept as they are");
}

void check_key(const Scratch& home, std::string_view bytes) {
    home.put("key", bytes);
    const Key key = load_or_make_key(home.path());
    must(load_or_make_key(home.path()).secret == key.secret, "a key stays the same");
    must(keep_key(home.path(), key), "a key that is kept is kept");
}

void check_brokers(const Scratch& home, std::string_view bytes) {
    home.put("known_brokers", bytes);
    client::KnownBrokers known(home.path());
    const client::Server server{"new.example", 6000};
    if (known.key_of(server)) return;
    known.pin(server, nth<Account>(1));
    must(client::KnownBrokers(home.path()).key_of(server) == nth<Account>(1), "a pin is kept");
}

void check_people(const Scratch& home, std::string_view bytes) {
    const JournalId journal = nth<JournalId>(1);
    home.put(to_hex(journal) + ".people", bytes);
    client::KnownPeople known(home.path(), journal);
    const Person ann{nth<Account>(1), "ann"};
    known.accept(ann);
    known.save();
    client::KnownPeople again(home.path(), journal);
    must(!again.meet(ann), "who was accepted is no surprise");
    must(again.meet({nth<Account>(2), "ann"}), "another key is a surprise");
}

void check_sealed(std::string_view bytes) {
    const auto opened = unseal(bytes, "open");
    if (const auto* why = std::get_if<std::string>(&opened))
        return must(!why->empty(), "one is told why a key cannot be opened");
    const Key& key = std::get<Key>(opened);
    const auto again = unseal(seal(key, "another"), "another");
    must(std::get_if<Key>(&again) && std::get<Key>(again).secret == key.secret,
         "a key that is carried stays the same");
}

void check_link(std::string_view bytes) {
    if (const auto link = parse_join_link(bytes)) {
        must(looks_like_join_link(bytes), "a link looks like one");
        must(parse_join_link(to_string(*link)) == link, "a link can be written and read again");
    }
    const std::string text(bytes);
    if (const auto server = client::parse_server(text)) {
        must(server->port > 0 && server->port < 65536, "a port is one");
        must(client::parse_server(client::to_string(*server)) == server,
             "a server can be written and read again");
    }
    client::parse_destination(text);
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

/// The first byte says which file the others are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Scratch home;
    if (size == 0) return 0;
    home.clear();
    try {
        check(home, data[0] % 8, view(data + 1, size - 1));
    } catch (const std::runtime_error& refused) {
        must(*refused.what() != '\0', "what is refused is refused with a sentence");
    }
    return 0;
}
