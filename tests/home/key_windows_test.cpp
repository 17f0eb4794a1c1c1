/// The file of a key is for its user alone: how Windows says that.
#include <doctest/doctest.h>

#include "common/base/path_text.hpp"
#include "common/keys/key.hpp"
#include "common/keys/private_file.hpp"
#include "tests/home/access_windows.hpp"
#include "tests/home/temporary_home.hpp"

using namespace indaba;
using namespace indaba::test;

TEST_SUITE("key") {
    TEST_CASE("the file of a key lets in its user and the system alone") {
        const TemporaryHome home;
        load_or_make_key(home.path());
        CHECK(is_private(home / "key"));
    }

    TEST_CASE("a key file that everyone may read is refused with the icacls command, and kept") {
        const TemporaryHome home;
        load_or_make_key(home.path());
        const std::string before = content_of(home / "key");
        let_everyone_read(home / "key");
        REQUIRE_FALSE(is_private(home / "key"));
        const std::string sentence = sentence_of([&] { load_or_make_key(home.path()); });
        CHECK_MESSAGE(says(sentence, "icacls"), sentence);
        CHECK_MESSAGE(says(sentence, to_utf8(home / "key")), sentence);
        CHECK(content_of(home / "key") == before);
    }

    TEST_CASE("a file that is replaced lets in no more people than before") {
        const TemporaryHome home;
        create_private_file(home / "settings.toml", "one");
        replace_private_file(home / "settings.toml", "two");
        append_private_file(home / "people", "three");
        CHECK(is_private(home / "settings.toml"));
        CHECK(is_private(home / "people"));
    }
}
