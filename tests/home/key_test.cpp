#include "common/keys/key.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "tests/home/child.hpp"
#include "tests/home/temporary_home.hpp"

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

}  // namespace

TEST_SUITE("key") {
    TEST_CASE("a home keeps its key in a file with mode 0600") {
        const TemporaryHome home;
        const Key first = load_or_make_key(home.path());
        const Key second = load_or_make_key(home.path());
        CHECK(first.account == second.account);
        CHECK(first.secret == second.secret);
        CHECK(!first.account.is_zero());
        CHECK(mode_of(home / "key") == 0600);
        CHECK(content_of(home / "key") == to_hex(first.secret) + "\n");
        CHECK(names_in(home.path()) == std::vector<std::string>{"key"});
    }

    TEST_CASE("two homes have different accounts") {
        const TemporaryHome one, other;
        CHECK(load_or_make_key(one.path()).account != load_or_make_key(other.path()).account);
    }

    TEST_CASE("the account is the public key of RFC 7748 for the secret key") {
        const TemporaryHome home;
        write_to(home / "key",
                 "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a\n");
        fs::permissions(home / "key", fs::perms(0600));
        CHECK(to_hex(load_or_make_key(home.path()).account) ==
              "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    }

    TEST_CASE("a key file that others can open is refused with the chmod command") {
        const TemporaryHome home;
        load_or_make_key(home.path());
        for (unsigned mode : {0644U, 0640U, 0620U, 0604U, 0601U}) {
            fs::permissions(home / "key", fs::perms(mode));
            const std::string sentence = sentence_of([&] { load_or_make_key(home.path()); });
            CHECK(says(sentence, "chmod 600 " + (home / "key").string()));
        }
        fs::permissions(home / "key", fs::perms(0600));
        CHECK(sentence_of([&] { load_or_make_key(home.path()); }).empty());
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
            write_to(home / "key", content);
            fs::permissions(home / "key", fs::perms(0600));
            CHECK(says(sentence_of([&] { load_or_make_key(home.path()); }), "damaged"));
            CHECK(content_of(home / "key") == content);
        }
    }

    TEST_CASE("a symbolic link or a directory in place of the key is refused") {
        const TemporaryHome home, elsewhere;
        load_or_make_key(elsewhere.path());
        fs::create_symlink(elsewhere / "key", home / "key");
        CHECK(says(sentence_of([&] { load_or_make_key(home.path()); }), "symbolic link"));
        fs::remove(home / "key");
        fs::create_symlink("nowhere", home / "key");
        CHECK(says(sentence_of([&] { load_or_make_key(home.path()); }), "symbolic link"));
        fs::remove(home / "key");
        fs::create_directory(home / "key");
        CHECK(says(sentence_of([&] { load_or_make_key(home.path()); }), "not a plain file"));
    }

    TEST_CASE("loading a key in a missing home fails with a sentence") {
        const TemporaryHome home;
        CHECK(says(sentence_of([&] { load_or_make_key(home / "missing"); }), "No such file"));
    }

    TEST_CASE("processes that start at the same time in a new home use one key") {
        for (int round = 0; round < 20; ++round) {
            const TemporaryHome home;
            std::vector<std::unique_ptr<Child>> children;
            for (int i = 0; i < 4; ++i)
                children.push_back(std::make_unique<Child>([&](Child& child) {
                    child.wait_for_go();
                    child.send(to_hex(load_or_make_key(home.path()).account));
                }));
            for (auto& child : children) child->go();
            for (auto& child : children) {
                CHECK(child->received(64) == to_hex(load_or_make_key(home.path()).account));
                CHECK(child->wait() == 0);
            }
            CHECK(names_in(home.path()) == std::vector<std::string>{"key"});
        }
    }
}
