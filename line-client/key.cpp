/// The key of a home: shown, carried to another machine, compared.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>

#include "common/client/home/home.hpp"
#include "common/keys/fingerprint.hpp"
#include "common/keys/private_file.hpp"
#include "common/keys/sealed_key.hpp"
#include "line-client/client_loop.hpp"
#include "line-client/commands.hpp"
#include "line-client/exit_codes.hpp"
#include "line-client/terminal.hpp"

namespace indaba::line {
namespace {

void print_key(const Account& account) {
    print_line(to_hex(account));
    print_line(fingerprint(account));
}

/// From INDABA_PASSPHRASE, for scripts, or typed without being shown.
std::string passphrase(const char* question) {
    if (const char* given = std::getenv("INDABA_PASSPHRASE")) return given;
    if (!stdin_is_terminal())
        throw std::runtime_error("A passphrase is needed: at a terminal, or INDABA_PASSPHRASE.");
    return read_secret(question);
}

}  // namespace

int run(const Common& common, const KeyShow&) {
    client::make_home(common.home);
    print_line(to_hex(load_or_make_key(common.home).account));
    return exit_code::done;
}

int run(const Common& common, const KeyFingerprint& wanted) {
    if (wanted.name.empty()) {
        client::make_home(common.home);
        print_key(load_or_make_key(common.home).account);
        return exit_code::done;
    }
    const OpenedHome opened = open_home(common);
    client::Model::Options options = opened.model_options();
    options.quiet = true;
    ClientLoop loop(opened, std::move(options));
    const auto give_up = std::chrono::steady_clock::now() + answer_timeout;
    if (const auto code = loop.join(give_up)) return *code;
    const auto found = loop.account_of(wanted.name, give_up);
    loop.leave();
    if (const int* code = std::get_if<int>(&found)) return *code;
    print_key(std::get<Account>(found));
    return exit_code::done;
}

int run(const Common& common, const KeyExport& to) {
    client::make_home(common.home);
    const Key key = load_or_make_key(common.home);
    const std::string first = passphrase("Passphrase for the file: ");
    if (first.empty()) throw std::runtime_error("An empty passphrase protects nothing.");
    if (passphrase("The same again: ") != first)
        throw std::runtime_error("These were two passphrases; nothing was written.");
    if (!create_private_file(to.file, seal(key, first)))
        throw std::runtime_error(
            fmt::format("{} is there already; choose another name.", to.file.string()));
    print_error(
        fmt::format("{} holds the key of this account. Whoever has it and the passphrase is "
                    "you.",
                    to.file.string()));
    return exit_code::done;
}

int run(const Common& common, const KeyImport& from) {
    client::make_home(common.home);
    const std::string text = read_sealed(from.file);
    if (text.empty())
        throw std::runtime_error(fmt::format("{} cannot be read.", from.file.string()));
    const auto opened = unseal(text, passphrase("Passphrase of the file: "));
    if (const auto* why = std::get_if<std::string>(&opened)) throw std::runtime_error(*why);
    const Key& key = std::get<Key>(opened);
    if (!keep_key(common.home, key))
        throw std::runtime_error(
            fmt::format("{} has another key already, which is another account. Give a new --home.",
                        common.home.string()));
    print_key(key.account);
    return exit_code::done;
}

}  // namespace indaba::line
