#include "common/keys/key.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "common/keys/private_file.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/support/child_task.hpp"

using namespace indaba;
using namespace indaba::test;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> names_in(const fs::path& home) {
    std::vector<std::string> names;
    for (const auto& file : fs::directory_iterator(home))
        names.push_back(file.path().filename().string());
    return names;
}

/// Loads or makes the keys of one home after the other.
const ChildTask tell_accounts{
    "tell-accounts", [](Parent& parent) {
        for (;;) parent.send(to_hex(load_or_make_key(parent.told_path()).account));
    }};

}  // namespace

TEST_SUITE("key") {
    TEST_CASE("a home keeps its key in a file") {
        const TemporaryHome home;
        const Key first = load_or_make_key(home.path());
        const Key second = load_or_make_key(home.path());
        CHECK(first.account == second.account);
        CHECK(first.secret == second.secret);
        CHECK(!first.account.is_zero());
        CHECK(content_of(home / "key") == to_hex(first.secret) + "\n");
        CHECK(names_in(home.path()) == std::vector<std::string>{"key"});
    }

    TEST_CASE("two homes have different accounts") {
        const TemporaryHome one, other;
        CHECK(load_or_make_key(one.path()).account != load_or_make_key(other.path()).account);
    }

    TEST_CASE("the account is the public key of RFC 7748 for the secret key") {
        const TemporaryHome home;
        create_private_file(home / "key",
                            "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a\n");
        CHECK(to_hex(load_or_make_key(home.path()).account) ==
              "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    }

    TEST_CASE("a damaged key file is refused and never replaced") {
        const std::string hex(64, 'a');
        const std::string damaged[] = {"",
                                       "\n",
                                       hex.substr(0, 32) + "\n",
                                       hex.substr(0, 32),
                                       hex,
                                       hex + "a\n",
                                       hex + "\n\n",
                                       std::string(64, 'g').append("\n"),
                                       std::string(65, '\0'),
                                       std::string(100'000, 'a')};
        for (const std::string& content : damaged) {
            const TemporaryHome home;
            create_private_file(home / "key", content);
            CHECK(says(sentence_of([&] { load_or_make_key(home.path()); }), "damaged"));
            CHECK(content_of(home / "key") == content);
        }
    }

    TEST_CASE("a directory in place of the key is refused") {
        const TemporaryHome home;
        fs::create_directory(home / "key");
        CHECK(says(sentence_of([&] { load_or_make_key(home.path()); }), "not a plain file"));
    }

    TEST_CASE("loading a key in a missing home fails with a sentence") {
        const TemporaryHome home;
        CHECK(says(sentence_of([&] { load_or_make_key(home / "missing"); }), "missing"));
    }

    TEST_CASE("processes that start at the same time in a new home use one key") {
        std::vector<std::unique_ptr<Child>> children;
        for (int i = 0; i < 4; ++i) children.push_back(std::make_unique<Child>(tell_accounts));
        for (int round = 0; round < 20; ++round) {
            const TemporaryHome home;
            for (auto& child : children) child->tell(to_utf8(home.path()));
            std::vector<std::string> accounts;
            for (auto& child : children) accounts.push_back(child->received(64));
            const std::string account = to_hex(load_or_make_key(home.path()).account);
            CHECK(accounts == std::vector<std::string>(4, account));
            CHECK(names_in(home.path()) == std::vector<std::string>{"key"});
        }
    }
}
