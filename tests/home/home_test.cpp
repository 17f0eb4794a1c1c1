#include "common/client/home/home.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "common/client/home/settings.hpp"
#include "common/client/home/store.hpp"
#include "common/keys/key.hpp"
#include "tests/home/stores.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/support/child_task.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;
namespace fs = std::filesystem;

namespace {

const ChildTask try_lock{"try-to-lock-a-home", [](Parent& parent) {
                             parent.send(try_lock_home(parent.told_path()) ? "locked" : "refused");
                         }};

const ChildTask hold_lock{"hold-the-lock-of-a-home", [](Parent& parent) {
                              const auto lock = try_lock_home(parent.told_path());
                              parent.send(lock ? "locked" : "failed");
                              parent.told();  // nothing is told
                          }};

}  // namespace

TEST_SUITE("home") {
    TEST_CASE("make_home makes missing parents") {
        const TemporaryHome above;
        for (const char* name : {"a/b/home", "c/home/"}) {
            make_home(above / name);
            CHECK(fs::is_directory(above / name));
        }
    }

    TEST_CASE("a home may have any characters, and more of them than Windows once allowed") {
        const TemporaryHome above;
        const std::string component(49, 'x');
        std::string long_path = component;
        for (int i = 0; i < 5; ++i) long_path += '/' + component;
        for (const std::string& name : {std::string("Müller 日本 🎈"), long_path}) {
            const fs::path home = above.path() / path_of(name);
            make_home(home);
            CHECK(try_lock_home(home));
            const indaba::Key key = indaba::load_or_make_key(home);
            CHECK(indaba::load_or_make_key(home).secret == key.secret);
            save_settings(home, {"chat.example:5000", "ann", {}});
            std::string warning;
            CHECK(load_settings(home, warning).name == "ann");
            {
                Store store{home, journal};
                store.add_post(row(1), room);
            }
            CHECK(Store{home, journal}.outbox().size() == 1);
            CHECK(fs::exists(store_file(home)));
        }
    }

    TEST_CASE("make_home refuses a path where a file stands and leaves the file") {
        const TemporaryHome above;
        write_to(above / "home", "mine");
        CHECK(sentence_of([&] { make_home(above / "home"); }).find("Not a directory") !=
              std::string::npos);
        CHECK(sentence_of([&] { make_home(above / "home/below"); }).find("cannot be made") !=
              std::string::npos);
        CHECK(content_of(above / "home") == "mine");
    }
}

TEST_SUITE("home lock") {
    TEST_CASE("a home can be locked by one process at a time") {
        const TemporaryHome home;
        std::optional<indaba::FileLock> first = try_lock_home(home.path());
        REQUIRE(first);
        CHECK(!try_lock_home(home.path()));

        Child second{try_lock, {to_utf8(home.path())}};
        CHECK(second.received(7) == "refused");
        CHECK(second.wait() == 0);

        first.reset();
        CHECK(try_lock_home(home.path()));
    }

    TEST_CASE("kill -9 of the process that holds the lock frees the home") {
        const TemporaryHome home;
        Child owner{hold_lock, {to_utf8(home.path())}};
        REQUIRE(owner.received(6) == "locked");
        CHECK(!try_lock_home(home.path()));
        owner.kill();
        CHECK(try_lock_home(home.path()));
    }

    TEST_CASE("locking a missing home fails with a sentence") {
        const TemporaryHome home;
        CHECK(sentence_of([&] { try_lock_home(home / "missing"); }).find("lock cannot be") !=
              std::string::npos);
    }
}
