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
            {"\nsupervise = true\n\nport=1", {{"supervise", {"true"}, 2}, {"port", {"1"}, 4}}},
            {"data = \"/srv/a#b, c\"", {{"data", {"/srv/a#b, c"}, 1}}},
            {"data = 'C:\\x\\\"'", {{"data", {"C:\\x\\\""}, 1}}},
            {"data = \"\\u00e4\\U0001F600\\\"\\\\\\t\"", {{"data", {"ä😀\"\\\t"}, 1}}},
            {"bind = [\"::1\", '127.0.0.1']", {{"bind", {"::1", "127.0.0.1"}, 1}}},
            {"bind = [ # two\n \"::1\",\n\n '127.0.0.1', ]\nport = 1",
             {{"bind", {"::1", "127.0.0.1"}, 1}, {"port", {"1"}, 5}}},
            {"bind = []", {{"bind", {}, 1}}},
            {"access = invite", {{"access", {"invite"}, 1}}},
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
            {"port = 1\n[broker]\n", "2: Sections have no meaning here: remove this line."},
            {"port", "1: This file is TOML, with lines like: port = 5000"},
            {"\n\n= 5", "3: This file is TOML, with lines like: port = 5000"},
            {"port =\ndata = 1", "1: A value is missing."},
            {"data = \"/srv\nport = 1", "1: The string is not closed in its line."},
            {"data = \"a\" b", "1: Something follows the value; put the value in quotes."},
            {"bind = [\"a\"\n\"b\"]",
             "2: The values of a list are separated by commas, and a ] closes it."},
            {"bind = [\"a\",", "1: The list is not closed by a ]."},
            {"data = \"\\q\"",
             "1: A \\ begins an escape like \\\\ or \\n; write the string in single quotes to keep "
             "it."},
            {"data = \"\\u12\"", "1: \\u is followed by 4 hexadecimal digits, \\U by 8."},
            {"data = \"\\ud800\"", "1: There is no such character."},
            {"data = \"\"\"x\"\"\"",
             "1: A string is written in one line, in single quotes or double quotes."},
            {std::string("p\0o\0", 4), "1: This is no UTF-8 text. Save the file as UTF-8."},
            {"\xff\xfep", "1: This is no UTF-8 text. Save the file as UTF-8."},
        };
        for (const Row& row : rows) {
            CAPTURE(row.text);
            CHECK(fault_of(row.text) == row.fault);
        }
    }
}
