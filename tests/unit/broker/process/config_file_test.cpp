#include "broker/process/config_file.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace indaba::broker;
using Entries = std::vector<ConfigEntry>;

namespace {

/// Returns "LINE: SENTENCE", or an empty string for a file without a fault.
std::string fault_of(const std::string& text) {
    try {
        parse_config_file(text);
    } catch (const ConfigFileError& error) {
        return std::to_string(error.line) + ": " + error.what();
    }
    return {};
}

}  // namespace

TEST_SUITE("configuration file") {
    TEST_CASE("a configuration file is TOML") {
        struct Row {
            std::string text;
            Entries entries;
        };
        const std::vector<Row> rows{
            {"", {}},
            {"# nothing\n\n  \r\n", {}},
            {"port = 5000", {{"port", {"5000"}, 1}}},
            {"\xef\xbb\xbfport = 5000\n", {{"port", {"5000"}, 1}}},
            {"port=5_000 # a comment\r\n", {{"port", {"5000"}, 1}}},
            {"\nsupervise = true\n\nport=1", {{"port", {"1"}, 4}, {"supervise", {"true"}, 2}}},
            {"data = \"/srv/a#b, c\"", {{"data", {"/srv/a#b, c"}, 1}}},
            {"data = 'C:\\x\\\"'", {{"data", {"C:\\x\\\""}, 1}}},
            {"data = \"\\u00e4\\U0001F600\\\"\\\\\\t\"", {{"data", {"ä😀\"\\\t"}, 1}}},
            {"bind = [\"::1\", '127.0.0.1']", {{"bind", {"::1", "127.0.0.1"}, 1}}},
            {"bind = [ # two\n \"::1\",\n\n '127.0.0.1', ]\nport = 1",
             {{"bind", {"::1", "127.0.0.1"}, 1}, {"port", {"1"}, 5}}},
            {"bind = []", {{"bind", {}, 1}}},
            {"access = invite", {{"access", {"invite"}, 1}}},
            {"access=invite# a comment\r\n", {{"access", {"invite"}, 1}}},
            {"\tdata = /srv/a b = c \n", {{"data", {"/srv/a b = c"}, 1}}},
            {"bind = 127.0.0.1\nport = 1", {{"bind", {"127.0.0.1"}, 1}, {"port", {"1"}, 2}}},
            {"supervise = true # yes", {{"supervise", {"true"}, 1}}},
            {"\"log-level\" = \"debug\"", {{"log-level", {"debug"}, 1}}},
        };
        for (const Row& row : rows) {
            CAPTURE(row.text);
            CHECK(parse_config_file(row.text) == row.entries);
        }
    }

    TEST_CASE("a fault is told with its line and what to do") {
        struct Row {
            std::string text;
            std::string fault;
        };
        const std::vector<Row> rows{
            {"port = 1\n[broker]\n", "2: Sections have no meaning here"},
            {"port", "1: This is not TOML: "},
            {"\n\n= 5", "3: This is not TOML: "},
            {"port =\ndata = 1", "1: This is not TOML: "},
            {"data = \"/srv\nport = 1", "1: This is not TOML: "},
            {"data = \"a\" b", "1: This is not TOML: "},
            {"port = 1\nport = 2", "2: This is not TOML: "},
            {"bind = [\"a\"\n\"b\"]", "2: This is not TOML: "},
            {"data = \"\\q\"", "1: This is not TOML: "},
            {"port = [1, [2]]", "1: A value is a string in quotes, a whole number"},
            {std::string("p\0o\0", 4), "1: This is no UTF-8 text. Save the file as UTF-8."},
            {"\xff\xfep", "1: This is no UTF-8 text. Save the file as UTF-8."},
        };
        for (const Row& row : rows) {
            CAPTURE(row.text);
            CHECK(fault_of(row.text).starts_with(row.fault));
        }
    }
}
