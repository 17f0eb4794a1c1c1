#include "common/client/home/home.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <optional>

#include "tests/home/child.hpp"
#include "tests/home/temporary_home.hpp"

using namespace indaba::client;
using namespace indaba::test;
namespace fs = std::filesystem;

namespace {

/// Sets a variable of the environment for one test.
class Variable {
 public:
    Variable(const char* name, const char* value) : name_(name) {
        if (const char* before = ::getenv(name)) before_ = before;
        if (value)
            ::setenv(name, value, 1);
        else
            ::unsetenv(name);
    }
    ~Variable() {
        if (before_)
            ::setenv(name_, before_->c_str(), 1);
        else
            ::unsetenv(name_);
    }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

 private:
    const char* name_;
    std::optional<std::string> before_;
};

}  // namespace

TEST_SUITE("home") {
    TEST_CASE("the default home follows XDG") {
        const Variable user{"HOME", "/home/ann"};
        {
            const Variable data{"XDG_DATA_HOME", "/data/ann"};
            CHECK(default_home() == "/data/ann/indaba");
        }
        {
            const Variable data{"XDG_DATA_HOME", nullptr};
            CHECK(default_home() == "/home/ann/.local/share/indaba");
        }
        {
            const Variable data{"XDG_DATA_HOME", "not/absolute"};
            CHECK(default_home() == "/home/ann/.local/share/indaba");
        }
    }

    TEST_CASE("default_home asks for --home when neither XDG_DATA_HOME nor HOME is set") {
        const Variable user{"HOME", nullptr};
        const Variable data{"XDG_DATA_HOME", nullptr};
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
        CHECK(mode_of(home / "lock") == 0600);
        CHECK(!try_lock_home(home.path()));

        Child second{
            [&](Child& child) { child.send(try_lock_home(home.path()) ? "locked" : "refused"); }};
        CHECK(second.received(7) == "refused");
        CHECK(second.wait() == 0);

        first.reset();
        CHECK(try_lock_home(home.path()));
    }

    TEST_CASE("kill -9 of the process that holds the lock frees the home") {
        const TemporaryHome home;
        Child owner{[&](Child& child) {
            const auto lock = try_lock_home(home.path());
            child.send(lock ? "locked" : "failed");
            child.wait_for_go();  // go() is never called
        }};
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
