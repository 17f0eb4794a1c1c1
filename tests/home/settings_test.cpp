#include "common/client/home/settings.hpp"

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/keys/private_file.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/support/child_task.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;
namespace fs = std::filesystem;

namespace {

JournalId journal_number(std::uint8_t last) {
    JournalId id;
    id.bytes.back() = last;
    return id;
}

Settings loaded(const TemporaryHome& home) {
    std::string warning;
    const Settings settings = load_settings(home.path(), warning);
    CHECK(warning == "");
    return settings;
}

constexpr int changes_of_each = 10;

const ChildTask change_settings{
    "change-settings", [](Parent& parent) {
        const fs::path home = parent.told_path();
        const int first = std::stoi(parent.told());
        parent.told();  // go
        for (int change = 0; change < changes_of_each; ++change)
            update_settings(home, [&](Settings& stored) {
                stored.journals["host:" + std::to_string(first + change)] = journal_number(1);
            });
    }};

}  // namespace

TEST_SUITE("settings") {
    TEST_CASE("a new home has default settings and no warning") {
        const TemporaryHome home;
        CHECK(loaded(home) == Settings{});
    }

    TEST_CASE("saved settings are loaded at the next start") {
        const TemporaryHome home;
        Settings settings{"chat.example:5000", "ann", {}};
        settings.journals["chat.example:5000"] = journal_number(1);
        settings.journals["[::1]:5001"] = journal_number(2);
        save_settings(home.path(), settings);
        CHECK(loaded(home) == settings);

        settings.journals.erase("[::1]:5001");
        settings.name = "ann2";
        save_settings(home.path(), settings);
        CHECK(loaded(home) == settings);
    }

    TEST_CASE("muted rooms are kept for each journal, and what is none is ignored") {
        const TemporaryHome home;
        ConversationId room, other;
        room.bytes.fill(1);
        other.bytes.fill(2);
        Settings settings{"chat.example:5000", "ann", {}};
        settings.muted[journal_number(1)] = {room, other};
        settings.muted[journal_number(2)] = {room};
        save_settings(home.path(), settings);
        CHECK(loaded(home) == settings);
        replace_private_file(home / "settings.toml",
                             "muted = [1, {journal = 'x', rooms = ['y']}, {journal = '" +
                                 to_hex(journal_number(3)) + "', rooms = [7, 'z', '" +
                                 to_hex(room) + "']}]");
        CHECK(loaded(home).muted ==
              std::map<JournalId, std::set<ConversationId>>{{journal_number(3), {room}}});
    }

    TEST_CASE("how much is kept is all, a number of days, or none") {
        const TemporaryHome home;
        using Kind = KeepLocal::Kind;
        for (const KeepLocal& keep : {KeepLocal{Kind::days, 1}, KeepLocal{Kind::none, 0},
                                      KeepLocal{Kind::days, 36'500}, KeepLocal{}}) {
            Settings settings{"chat.example:5000", "ann", {}};
            settings.keep_local = keep;
            save_settings(home.path(), settings);
            CHECK(loaded(home) == settings);
            CHECK(parse_keep_local(to_string(keep)) == keep);
            CHECK(keep_local_problem(to_string(keep)).empty());
            write_to(home / "settings.toml", "keep_local = \"" + to_string(keep) + "\"\n");
            CHECK(loaded(home).keep_local == keep);
        }
        for (const char* wrong : {"", "0", "-1", "36501", "1.5", "30 days", "+3", "All"}) {
            CHECK(!parse_keep_local(wrong));
            CHECK(!keep_local_problem(wrong).empty());
        }
    }

    TEST_CASE("many processes of one home change the settings at once, and no change is lost") {
        const TemporaryHome home;
        constexpr int processes = 8;
        {
            std::vector<std::unique_ptr<Child>> children;
            for (int process = 0; process < processes; ++process)
                children.push_back(std::make_unique<Child>(
                    change_settings,
                    std::vector<std::string>{to_utf8(home.path()),
                                             std::to_string(1 + process * changes_of_each)}));
            for (const auto& child : children) child->go();
            for (const auto& child : children) CHECK(child->wait() == 0);
        }
        CHECK(loaded(home).journals.size() == processes * changes_of_each);
    }

    TEST_CASE("the journal of a server whose name was written in capitals is found") {
        const TemporaryHome home;
        create_private_file(home / "settings.toml",
                            "[[journals]]\nserver = \"Chat.Example:5000\"\njournal = \"" +
                                to_hex(journal_number(1)) + "\"\n");
        CHECK(loaded(home).journals.contains("chat.example:5000"));
    }

    TEST_CASE("window geometry, theme and scale are loaded at the next start") {
        const TemporaryHome home;
        Settings settings{"chat.example:5000", "ann", {}};
        settings.window = WindowGeometry{-1200, 30, 1280, 800, true};
        for (const float scale : {0.5f, 1.1f, 1.25f, 4.0f}) {
            settings.theme = scale < 1 ? "high-contrast" : scale < 2 ? "light" : "dark";
            settings.scale = scale;
            save_settings(home.path(), settings);
            CHECK(loaded(home) == settings);
        }
    }

    TEST_CASE("an impossible window, theme or scale is ignored without a warning") {
        const std::string place = "[window]\nx = 1\ny = 2\nmaximised = false\n";
        const std::string absurd[] = {"theme = \"purple\"\n",
                                      "theme = 5\n",
                                      "scale = 0.0\n",
                                      "scale = -1\n",
                                      "scale = 100\n",
                                      "scale = nan\n",
                                      "scale = inf\n",
                                      "scale = \"big\"\n",
                                      "keep_local = 0\n",
                                      "keep_local = -7\n",
                                      "keep_local = 36501\n",
                                      "keep_local = 99999999999999\n",
                                      "keep_local = 1.5\n",
                                      "keep_local = true\n",
                                      "keep_local = \"some\"\n",
                                      "keep_local = \"7 days\"\n",
                                      "window = 3\n",
                                      "[window]\nwidth = 5\n",
                                      place + "width = 0\nheight = 600\n",
                                      place + "width = 800\nheight = -600\n",
                                      place + "width = 800\nheight = 9999999999999\n",
                                      place + "width = \"800\"\nheight = 600\n",
                                      place + "width = 800.5\nheight = 600\n"};
        for (const std::string& content : absurd) {
            CAPTURE(content);
            const TemporaryHome home;
            write_to(home / "settings.toml", "name = \"ann\"\n" + content);
            CHECK(loaded(home) == Settings{"", "ann", {}});
        }
    }

    TEST_CASE("names and servers with special characters are loaded unchanged") {
        const std::string odd[] = {
            "\"",           "it's",         "'\"'",    "\\",       "a\\nb",    "two\nlines", "\r\n",
            "\t",           "# no comment", "[table]", "a.b = c",  "Ünï-cødé", "ኢንዳባ",       "🦒",
            "\x01\x1f\x7f", "'''",          "\"\"\"",  " spaces ", ""};
        for (const std::string& text : odd) {
            CAPTURE(text);
            const TemporaryHome home;
            Settings settings{text, text, {{text, journal_number(7)}}};
            save_settings(home.path(), settings);
            CHECK(loaded(home) == settings);
        }
    }

    TEST_CASE("save_settings refuses bytes that are not UTF-8 and keeps the old settings") {
        const TemporaryHome home;
        const Settings before{"server", "ann", {}};
        save_settings(home.path(), before);
        CHECK(!sentence_of([&] {
                   save_settings(home.path(), {"server", "\xff\xfe", {}});
               }).empty());
        CHECK(loaded(home) == before);
    }

    TEST_CASE("damaged settings are set aside with a warning, and none is overwritten") {
        const std::string damaged[] = {"server = \"half",
                                       "\xff\xfe",
                                       std::string(50, '\0'),
                                       "server = 5\n",
                                       "name = []\n",
                                       "journals = 1\n",
                                       "journals = [1]\n",
                                       "[[journals]]\nserver = \"a\"\njournal = \"no hex\"\n",
                                       "[[journals]]\njournal = 5\n"};
        for (const std::string& content : damaged) {
            CAPTURE(content);
            const TemporaryHome home;
            write_to(home / "settings.toml", content);
            std::string warning;
            CHECK(load_settings(home.path(), warning) == Settings{});
            CHECK(warning.find("settings.toml.damaged-1") != std::string::npos);
            CHECK(content_of(home / "settings.toml.damaged-1") == content);
            CHECK(!fs::exists(home / "settings.toml"));
            save_settings(home.path(), {"server", "ann", {}});
            CHECK(loaded(home).name == "ann");

            write_to(home / "settings.toml", "damaged again = ");
            load_settings(home.path(), warning);
            CHECK(content_of(home / "settings.toml.damaged-1") == content);
        }
    }

    TEST_CASE("the valid parts of damaged settings are used") {
        const TemporaryHome home;
        write_to(home / "settings.toml",
                 "server = \"chat.example\"\nname = 5\n"
                 "[[journals]]\nserver = \"a\"\njournal = \"000102030405060708090a0b0c0d0e0f\"\n"
                 "[[journals]]\nserver = \"b\"\njournal = \"00\"\n");
        std::string warning;
        const Settings settings = load_settings(home.path(), warning);
        CHECK(warning != "");
        CHECK(settings.server == "chat.example");
        CHECK(settings.name == "");
        CHECK(settings.journals.size() == 1);
    }

    TEST_CASE("unknown keys of a later version are ignored") {
        const TemporaryHome home;
        write_to(home / "settings.toml", "name = \"ann\"\nsound = \"gong\"\n[window]\ndepth = 5\n");
        CHECK(loaded(home).name == "ann");
    }

    TEST_CASE("save_settings fails with a sentence and leaves no partial file") {
        const TemporaryHome home;
        CHECK(!sentence_of([&] { save_settings(home / "missing", {}); }).empty());
        fs::create_directory(home / "settings.toml");
        write_to(home / "settings.toml/inside", "");
        CHECK(!sentence_of([&] { save_settings(home.path(), {}); }).empty());
        CHECK(std::distance(fs::directory_iterator(home.path()), fs::directory_iterator()) == 1);
    }
}
