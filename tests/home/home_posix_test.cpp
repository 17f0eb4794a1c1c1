/// The place of a home, and the modes of its files, on POSIX.
#include <doctest/doctest.h>

#include "common/client/home/home.hpp"
#include "common/client/home/settings.hpp"
#include "common/client/home/store.hpp"
#include "tests/home/file_mode_posix.hpp"
#include "tests/home/stores.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/support/environment.hpp"

using namespace indaba::client;
using namespace indaba::test;
namespace fs = std::filesystem;

TEST_SUITE("home") {
    TEST_CASE("the default home follows XDG") {
        const EnvironmentVariable user{"HOME", "/home/ann"};
        {
            const EnvironmentVariable data{"XDG_DATA_HOME", "/data/ann"};
            CHECK(default_home() == "/data/ann/indaba");
        }
        {
            const EnvironmentVariable data{"XDG_DATA_HOME", nullptr};
            CHECK(default_home() == "/home/ann/.local/share/indaba");
        }
        {
            const EnvironmentVariable data{"XDG_DATA_HOME", "not/absolute"};
            CHECK(default_home() == "/home/ann/.local/share/indaba");
        }
    }

    TEST_CASE("default_home asks for --home when neither XDG_DATA_HOME nor HOME is set") {
        const EnvironmentVariable user{"HOME", nullptr};
        const EnvironmentVariable data{"XDG_DATA_HOME", nullptr};
        CHECK(sentence_of([] { default_home(); }).find("--home") != std::string::npos);
    }

    TEST_CASE("make_home makes missing parents and gives the home mode 0700") {
        const TemporaryHome above;
        for (const char* name : {"a/b/home", "c/home/"}) {
            make_home(above / name);
            CHECK(mode_of(above / name) == 0700);
        }
    }

    TEST_CASE("make_home leaves an existing home unchanged") {
        const TemporaryHome home;
        fs::permissions(home.path(), fs::perms(0755));
        make_home(home.path());
        CHECK(mode_of(home.path()) == 0755);
    }

    TEST_CASE("lock, store and settings have mode 0600") {
        const TemporaryHome home;
        const auto lock = try_lock_home(home.path());
        const Store store{home.path(), journal};
        save_settings(home.path(), {"chat.example:5000", "ann", {}});
        CHECK(mode_of(home / "lock") == 0600);
        CHECK(mode_of(home / "settings.toml") == 0600);
        CHECK(mode_of(store_file(home.path())) == 0600);
        CHECK(mode_of(store_file(home.path(), "-wal")) == 0600);
    }
}
