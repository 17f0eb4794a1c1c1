/// Shows the key of a home, and exports and imports it.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>

#include "common/base/path_text.hpp"
#include "common/client/home/home.hpp"
#include "common/keys/fingerprint.hpp"
#include "common/keys/private_file.hpp"
#include "common/keys/sealed_key.hpp"
#include "line-client/base/client_loop.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/commands.hpp"
#include "line-client/quiet_session.hpp"

namespace indaba::line {
namespace {

void print_key(const Account& account) {
    print_line(to_hex(account));
    print_line(fingerprint(account));
}

/// Returns the passphrase from INDABA_PASSPHRASE (for scripts), or reads it from the terminal,
/// which does not show it.
std::string passphrase(const char* question) {
    if (const char* given = std::getenv("INDABA_PASSPHRASE")) return given;
    if (!stdin_is_terminal())
        throw std::runtime_error(
            "A passphrase is needed: run this at a terminal, or set INDABA_PASSPHRASE.");
    return read_secret(question);
}

}  // namespace

int run_key_show(const CommonOptions& common) {
    client::make_home(common.home);
    print_line(to_hex(load_or_make_key(common.home).account));
    return exit_code::done;
}

int run_key_fingerprint(const CommonOptions& common, const KeyFingerprintOptions& fingerprint) {
    if (fingerprint.name.empty()) {
        client::make_home(common.home);
        print_key(load_or_make_key(common.home).account);
        return exit_code::done;
    }
    const auto give_up = std::chrono::steady_clock::now() + answer_timeout;
    return run_quiet_session(common, give_up, [&](ClientLoop& loop) {
        const auto found = loop.account_of(fingerprint.name, give_up);
        if (const int* code = std::get_if<int>(&found)) return *code;
        print_key(std::get<Account>(found));
        return exit_code::done;
    });
}

int run_key_export(const CommonOptions& common, const KeyExportOptions& to) {
    client::make_home(common.home);
    const Key key = load_or_make_key(common.home);
    const std::string first = passphrase("Passphrase for the file: ");
    if (first.empty()) throw std::runtime_error("The passphrase is empty; nothing was written.");
    if (passphrase("Passphrase again: ") != first)
        throw std::runtime_error("The passphrases differ; nothing was written.");
    if (!create_private_file(to.file, seal(key, first)))
        throw std::runtime_error(
            fmt::format("{} exists already; choose another file name.", to_utf8(to.file)));
    print_error(
        fmt::format("{} now holds the key of this account. Anyone who has this file and its "
                    "passphrase can log in as you.",
                    to_utf8(to.file)));
    return exit_code::done;
}

int run_key_import(const CommonOptions& common, const KeyImportOptions& from) {
    client::make_home(common.home);
    const std::string text = read_sealed(from.file);
    if (text.empty())
        throw std::runtime_error(fmt::format("{} cannot be read.", to_utf8(from.file)));
    const auto opened = unseal(text, passphrase("Passphrase of the file: "));
    if (const auto* why = std::get_if<std::string>(&opened)) throw std::runtime_error(*why);
    const Key& key = std::get<Key>(opened);
    if (!keep_key(common.home, key))
        throw std::runtime_error(fmt::format(
            "{} already holds the key of another account. Choose a new home with --home DIR.",
            to_utf8(common.home)));
    print_key(key.account);
    return exit_code::done;
}

}  // namespace indaba::line
