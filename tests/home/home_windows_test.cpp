/// The place of a home, and the access to it, on Windows.
#include <doctest/doctest.h>

#include "common/client/home/home.hpp"
#include "tests/home/access_windows.hpp"
#include "tests/home/temporary_home.hpp"

using namespace indaba::client;
using namespace indaba::test;

TEST_SUITE("home") {
    TEST_CASE("the default home is in the user's local application data") {
        const wchar_t* local = ::_wgetenv(L"LOCALAPPDATA");
        REQUIRE(local);
        CHECK(default_home() == std::filesystem::path(local) / "indaba");
    }

    TEST_CASE("make_home makes a home that lets in its user and the system alone") {
        const TemporaryHome above;
        make_home(above / "a/b/home");
        CHECK(is_private(above / "a/b/home"));
    }

    TEST_CASE("the lock lets in its user and the system alone") {
        const TemporaryHome home;
        const auto lock = try_lock_home(home.path());
        REQUIRE(lock);
        CHECK(is_private(home / "lock"));
    }
}
