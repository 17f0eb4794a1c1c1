// One server under several endpoints: a home keeps one journal for it.
#include "common/client/home/known_server.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "common/client/home/destination.hpp"
#include "common/keys/key.hpp"
#include "tests/home/temporary_home.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

namespace {

struct Fixture {
    TemporaryHome home;
    KnownBrokers known{home.path()};
    Account key = make_key().account;
    JournalId first{{1}}, second{{2}};
    Settings settings;

    KnownServer server(const std::string& endpoints, const std::optional<Account>& of_key) const {
        return {parse_destination(endpoints)->endpoints, of_key, known};
    }
};

}  // namespace

TEST_SUITE("a known server") {
    TEST_CASE("a link with more, fewer or other endpoints of a known key leads to its journal") {
        Fixture fixture;
        fixture.known.pin({{"a", 1}, {"b", 2}}, fixture.key);
        fixture.server("a:1,b:2", fixture.key).set_journal(fixture.settings, fixture.first);
        for (const char* endpoints : {"a:1", "b:2", "b:2,a:1", "a:1,c:3", "c:3"})
            CHECK_MESSAGE(
                fixture.server(endpoints, fixture.key).journal(fixture.settings) == fixture.first,
                endpoints);
        CHECK(fixture.server("b:2", std::nullopt).journal(fixture.settings) == fixture.first);
        CHECK_FALSE(fixture.server("c:3", std::nullopt).journal(fixture.settings));
        CHECK_FALSE(fixture.server("c:3", make_key().account).journal(fixture.settings));
    }

    TEST_CASE("the endpoints that were given come first, then the others with the same key") {
        Fixture fixture;
        fixture.known.pin({{"a", 1}, {"b", 2}}, fixture.key);
        fixture.known.pin({{"x", 1}}, make_key().account);
        CHECK(fixture.server("c:3,b:2", fixture.key).endpoints() ==
              std::vector<std::string>{"c:3", "b:2", "a:1"});
    }

    TEST_CASE("another journal is kept for every endpoint of the server, and for no other server") {
        Fixture fixture;
        const Account other = make_key().account;
        fixture.known.pin({{"a", 1}, {"b", 2}}, fixture.key);
        fixture.known.pin({{"x", 1}}, other);
        fixture.server("a:1,b:2", fixture.key).set_journal(fixture.settings, fixture.first);
        fixture.server("x:1", other).set_journal(fixture.settings, fixture.first);
        fixture.server("b:2,c:3", fixture.key).set_journal(fixture.settings, fixture.second);
        for (const char* endpoint : {"a:1", "b:2", "c:3"})
            CHECK_MESSAGE(fixture.settings.journals.at(endpoint) == fixture.second, endpoint);
        CHECK(fixture.settings.journals.at("x:1") == fixture.first);
    }
}
