/// The file of a key is for its user alone: how POSIX says that.
#include <doctest/doctest.h>

#include "common/base/path_text.hpp"
#include "common/keys/key.hpp"
#include "tests/home/file_mode_posix.hpp"
#include "tests/home/temporary_home.hpp"

using namespace indaba;
using namespace indaba::test;
namespace fs = std::filesystem;

TEST_SUITE("key") {
    TEST_CASE("the file of a key has mode 0600") {
        const TemporaryHome home;
        load_or_make_key(home.path());
        CHECK(mode_of(home / "key") == 0600);
    }

    TEST_CASE("a key file that others can open is refused with the chmod command") {
        const TemporaryHome home;
        load_or_make_key(home.path());
        for (unsigned mode : {0644U, 0640U, 0620U, 0604U, 0601U}) {
            fs::permissions(home / "key", fs::perms(mode));
            const std::string sentence = sentence_of([&] { load_or_make_key(home.path()); });
            CHECK(says(sentence, "chmod 600 " + to_utf8(home / "key")));
        }
        fs::permissions(home / "key", fs::perms(0600));
        CHECK(sentence_of([&] { load_or_make_key(home.path()); }).empty());
    }

    TEST_CASE("a symbolic link in place of the key is refused") {
        const TemporaryHome home, elsewhere;
        load_or_make_key(elsewhere.path());
        fs::create_symlink(elsewhere / "key", home / "key");
        CHECK(says(sentence_of([&] { load_or_make_key(home.path()); }), "symbolic link"));
        fs::remove(home / "key");
        fs::create_symlink("nowhere", home / "key");
        CHECK(says(sentence_of([&] { load_or_make_key(home.path()); }), "symbolic link"));
    }
}
