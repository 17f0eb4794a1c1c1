/// The journal on disk: which files it refuses to open, and how it behaves when the disk is full or
/// fails.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "broker/journal/sqlite/sqlite_schema.hpp"
#include "broker/journal/sqlite/sqlite_verify.hpp"
#include "broker/journal/sqlite/sqlite_writer.hpp"
#include "tests/journal/harness.hpp"

namespace indaba::broker {
namespace {

using Words = std::vector<std::string>;

std::string file_bytes(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Returns the sentence with which the journal in `directory` refuses to open, or "" when it opens.
std::string refusal(const std::filesystem::path& directory) {
    try {
        SqliteJournal journal(directory);
        return {};
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

bool says(const std::string& sentence, std::string_view part) {
    return sentence.find(part) != std::string::npos;
}

PageRequest whole_lobby() { return page_after(0); }

// ---- opening -------------------------------------------------------------------------------

TEST_CASE("two journals have different ids, and each keeps its own") {
    SqliteHarness one;
    SqliteHarness other;
    const JournalId id = one.journal().snapshot().journal;
    CHECK_FALSE(id.is_zero());
    CHECK(id != other.journal().snapshot().journal);
    one.reopen();
    CHECK(one.journal().snapshot().journal == id);
}

TEST_CASE("a file that is not a database is rejected with a sentence and left unchanged") {
    const TemporaryDirectory directory;
    const std::string bytes(5'000, 'x');
    std::ofstream(directory.journal()) << bytes;
    const std::string sentence = refusal(directory.path());
    CHECK_MESSAGE(says(sentence, "is not an Indaba journal"), sentence);
    CHECK(says(sentence, directory.journal().string()));
    CHECK(file_bytes(directory.journal()) == bytes);
}

TEST_CASE("another program's database is rejected with a sentence and left unchanged") {
    const TemporaryDirectory directory;
    sqlite::Connection(directory.journal(), sqlite::Mode::create)
        .execute("CREATE TABLE theirs (x)");
    const std::string bytes = file_bytes(directory.journal());
    const std::string sentence = refusal(directory.path());
    CHECK_MESSAGE(says(sentence, "belongs to another program"), sentence);
    CHECK(file_bytes(directory.journal()) == bytes);
}

TEST_CASE("a journal from a newer version is refused with a sentence") {
    SqliteHarness harness;
    harness.commit({post(1, "a")});
    harness.close();
    harness.other_connection().execute("PRAGMA user_version = 99");
    const std::string sentence = refusal(harness.directory().path());
    CHECK_MESSAGE(says(sentence, "newer version of Indaba (its format is 99"), sentence);
    harness.other_connection().execute("PRAGMA user_version = 4");
    harness.reopen();
    CHECK(harness.read(whole_lobby()).entries.size() == 1);
}

TEST_CASE("a journal that another process locks is refused with a sentence") {
    SqliteHarness harness;
    harness.close();
    sqlite::Connection other = harness.other_connection();
    other.execute("BEGIN EXCLUSIVE");
    const std::string sentence = refusal(harness.directory().path());
    CHECK_MESSAGE(says(sentence, "is locked by another process"), sentence);
    other.execute("ROLLBACK");
    CHECK(refusal(harness.directory().path()).empty());
}

TEST_CASE("a journal that cannot be opened is rejected with a sentence") {
    const TemporaryDirectory directory;
    std::filesystem::create_directory(directory.journal());
    CHECK(says(refusal(directory.path()), "cannot be opened"));
    CHECK(says(refusal(directory.path() / "missing"), "cannot be opened"));
}

/// Returns refusal() for a user who may only read, or nullopt when this process cannot become one.
std::optional<std::string> refusal_for_a_reader(const std::filesystem::path& directory) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        constexpr uid_t nobody = 65534;
        const bool reader = getuid() != 0 || (setgroups(0, nullptr) == 0 && setgid(nobody) == 0 &&
                                              setuid(nobody) == 0);
        const std::string sentence = reader ? refusal(directory) : "cannot become a reader";
        const auto written = write(ends[1], sentence.data(), sentence.size());
        _exit(reader && written >= 0 ? 0 : 1);
    }
    close(ends[1]);
    std::string sentence;
    char buffer[512];
    for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
        sentence.append(buffer, static_cast<std::size_t>(n));
    close(ends[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
    return sentence;
}

TEST_CASE("a journal without write permission is refused with a sentence") {
    SqliteHarness harness;
    harness.commit({post(1, "a")});
    harness.close();
    const std::filesystem::path directory = harness.directory().path();
    REQUIRE(chmod(harness.directory().journal().c_str(), 0444) == 0);
    REQUIRE(chmod(directory.c_str(), 0555) == 0);
    const std::optional<std::string> sentence = refusal_for_a_reader(directory);
    REQUIRE(chmod(directory.c_str(), 0755) == 0);
    REQUIRE(chmod(harness.directory().journal().c_str(), 0644) == 0);
    if (!sentence) {
        MESSAGE("not tried: this user cannot give up the right to write");
        return;
    }
    CHECK_MESSAGE(says(*sentence, "cannot be written"), *sentence);
    harness.reopen();
    CHECK(harness.read(whole_lobby()).entries.size() == 1);
}

TEST_CASE("a directory without write permission is refused with a sentence") {
    const TemporaryDirectory directory;
    REQUIRE(chmod(directory.path().c_str(), 0555) == 0);
    const std::optional<std::string> sentence = refusal_for_a_reader(directory.path());
    REQUIRE(chmod(directory.path().c_str(), 0755) == 0);
    if (!sentence) {
        MESSAGE("not tried: this user cannot give up the right to write");
        return;
    }
    CHECK_MESSAGE(says(*sentence, "this user may write there"), *sentence);
}

// ---- failing writes ------------------------------------------------------------------------

TEST_CASE("closing the journal first stores the submitted batch") {
    SqliteHarness harness;
    harness.journal().submit({post(1, "a")});
    harness.reopen();
    CHECK(harness.read(whole_lobby()).entries.size() == 1);
}

TEST_CASE(
    "a full disk stores nothing and says so, and the writer stores again when there is room") {
    SqliteHarness harness;
    harness.close();
    const std::filesystem::path file = harness.directory().journal();
    sqlite::Connection other = harness.other_connection();
    other.execute("CREATE TABLE ballast AS SELECT zeroblob(1000000)");
    sqlite::Connection limited = open_journal(file);
    limited.execute("PRAGMA max_page_count = 1");  // the file does not grow beyond its present size
    SqliteWriter writer(std::move(limited));
    std::uint64_t id = 0;
    Committed result;
    do {
        result = writer.commit({post(++id, "y"), post(++id, std::string(limit::body, 'x'))});
    } while (words(result)[0] != "not stored" && id < 100);
    REQUIRE(words(result) == Words{"not stored", "not stored"});
    CHECK(std::get<NotStored>(result.outcomes[0]).why == "the disk is full");
    CHECK(verify_journal(file).entries == id - 2);

    other.execute("DROP TABLE ballast");
    result = writer.commit({post(id - 1, "y"), post(id, std::string(limit::body, 'x'))});
    CHECK(words(result)[1] == "stored " + std::to_string(id));
    CHECK(verify_journal(file).problem.empty());
}

TEST_CASE("a locked journal stores nothing, and stores again after the lock is released") {
    SqliteHarness harness;
    sqlite::Connection other = harness.other_connection();
    other.execute("BEGIN IMMEDIATE");
    const Committed held = harness.commit({post(1, "a"), claim(account(1), "ann")});
    CHECK(words(held) == Words{"not stored", "not stored"});
    CHECK_FALSE(harness.read(whole_lobby()).failed);
    other.execute("ROLLBACK");
    CHECK(words(harness.commit({post(1, "a")})) == Words{"stored 1"});
}

TEST_CASE("a claim is stored completely or not at all") {
    SqliteHarness harness;
    harness.other_connection().execute(
        "CREATE TRIGGER refuse BEFORE UPDATE ON accounts BEGIN SELECT RAISE(ABORT, 'no'); END");
    CHECK(words(harness.commit({claim(account(1), "ann"), post(1, "a")})) ==
          Words{"not stored", "stored 1"});
    CHECK(harness.journal().snapshot().names.empty());
    harness.other_connection().execute("DROP TRIGGER refuse");
    CHECK(words(harness.commit({claim(account(2), "ann")})) == Words{"stored 0"});
}

/// Keeps every file of this process from growing.
class NoFileGrows {
 public:
    NoFileGrows() {
        signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &was_);
        const rlimit none{0, was_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &none);
    }
    ~NoFileGrows() {
        setrlimit(RLIMIT_FSIZE, &was_);
        signal(SIGXFSZ, SIG_DFL);
    }
    NoFileGrows(const NoFileGrows&) = delete;
    NoFileGrows& operator=(const NoFileGrows&) = delete;

 private:
    rlimit was_{};
};

TEST_CASE("the limit of a file's size is a full disk, and the writer stores again without it") {
    SqliteHarness harness;
    harness.commit({post(1, "a")});
    Committed refused;
    {
        const NoFileGrows limited;
        refused = harness.commit({post(2, "b"), claim(account(1), "ann")});
    }
    REQUIRE(words(refused) == Words{"not stored", "not stored"});
    CHECK(trouble_of(refused.outcomes[0]) == StorageTrouble::disk_full);
    CHECK(words(harness.commit({post(2, "b")})) == Words{"stored 2"});
}

/// Makes every write to the write-ahead log fail, as on a broken disk: its descriptors may only
/// read.
void break_the_log(const std::filesystem::path& journal) {
    const std::filesystem::path log = journal.string() + "-wal";
    const int reading = ::open(log.c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(reading >= 0);
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code ignored;
        const int descriptor = std::stoi(entry.path().filename().string());
        if (descriptor == reading || std::filesystem::read_symlink(entry.path(), ignored) != log)
            continue;
        ::dup2(reading, descriptor);
    }
    ::close(reading);
}

TEST_CASE("after a failed commit the journal stores nothing until it is opened again") {
    SqliteHarness harness;
    harness.commit({post(1, "a")});
    break_the_log(harness.directory().journal());
    const Committed failed = harness.commit({post(2, "b"), claim(account(1), "ann")});
    CHECK(words(failed) == Words{"unknown", "unknown"});
    CHECK(trouble_of(failed.outcomes[0]) == StorageTrouble::disk_failing);
    const Committed later = harness.commit({post(3, "c")});
    CHECK(words(later) == Words{"not stored"});
    CHECK(trouble_of(later.outcomes[0]) == StorageTrouble::disk_failing);
    CHECK(harness.read(whole_lobby()).entries.size() == 1);  // reading goes on

    harness.reopen();
    const Words again = words(harness.commit({post(2, "b"), post(3, "c")}));
    CHECK(again[1] == "stored 3");
    harness.close();
    CHECK(verify_journal(harness.directory().journal()).problem.empty());
}

TEST_CASE("a page that cannot be read is marked as failed") {
    SqliteHarness harness;
    harness.commit({post(1, "a")});
    harness.other_connection().execute("UPDATE entries SET id = x'00'");
    PageRequest request = whole_lobby();
    request.token = 8;
    const PageRead page = harness.read(request);
    CHECK(page.failed);
    CHECK(page.trouble == StorageTrouble::journal_unreadable);
    CHECK(page.damaged);
    CHECK(page.token == 8);
    CHECK(page.entries.empty());
}

TEST_CASE("nothing has a receipt once a file of the journal is removed, replaced or cut off") {
    struct Case {
        const char* part;
        void (*harm)(const std::filesystem::path&);
        StorageTrouble trouble;
    };
    const auto remove = [](const std::filesystem::path& file) { std::filesystem::remove(file); };
    const auto replace = [](const std::filesystem::path& file) {
        std::filesystem::copy_file(file, file.string() + ".copy");
        std::filesystem::rename(file.string() + ".copy", file);
    };
    const auto cut_off = [](const std::filesystem::path& file) {
        std::filesystem::resize_file(file, 0);
    };
    const auto move_directory = [](const std::filesystem::path& file) {
        std::filesystem::rename(file.parent_path(), file.parent_path().string() + ".moved");
    };
    for (const Case& one : {Case{"", remove, StorageTrouble::journal_missing},
                            Case{"-wal", remove, StorageTrouble::journal_missing},
                            Case{"-shm", remove, StorageTrouble::journal_missing},
                            Case{"", replace, StorageTrouble::journal_replaced},
                            Case{"-wal", replace, StorageTrouble::journal_replaced},
                            Case{"", cut_off, StorageTrouble::journal_replaced},
                            Case{"", move_directory, StorageTrouble::journal_missing}}) {
        SqliteHarness harness;
        harness.commit({post(1, "a")});
        REQUIRE(harness.journal().check().trouble == StorageTrouble::none);
        const std::filesystem::path file = harness.directory().journal();
        one.harm(file.string() + one.part);
        INFO(one.part, " ", name_of(one.trouble));
        CHECK(harness.journal().check().trouble == one.trouble);
        const Committed result = harness.commit({post(2, "b"), post(3, "c")});
        CHECK(words(result) == Words{"unknown", "unknown"});
        CHECK(trouble_of(result.outcomes[0]) == one.trouble);
        CHECK(harness.read(whole_lobby()).trouble == one.trouble);
        harness.close();
        std::filesystem::remove_all(file.parent_path().string() + ".moved");
    }
}

// ---- verifying -----------------------------------------------------------------------------

/// Returns what verify says of a journal with three entries in the lobby and one whisper after
/// `sql` changed it.
std::string problem_after(const char* sql) {
    SqliteHarness harness;
    harness.commit(
        {post(1, "a"), post(2, "b"), post(3, "c"), whisper(4, account(1), account(2), "d")});
    harness.close();
    harness.other_connection().execute(sql);
    const VerifyResult verified = verify_journal(harness.directory().journal());
    if (verified.problem.empty()) {
        CHECK(verified.entries == 4);
        CHECK(verified.conversations == 2);
    }
    return verified.problem;
}

TEST_CASE("verify finds changed, removed and inserted entries") {
    CHECK(problem_after("SELECT 1").empty());
    CHECK(says(problem_after("UPDATE entries SET body = x'00' WHERE number = 2"),
               "entry 2 is not what was stored"));
    CHECK(says(problem_after("UPDATE entries SET account = 2 WHERE number = 3"),
               "entry 3 is not what was stored"));
    CHECK(says(problem_after("DELETE FROM entries WHERE number = 2"), "entry 3 follows entry 1"));
    CHECK(says(problem_after("DELETE FROM entries WHERE number = 3"), "ends with entry 2"));
    CHECK(says(problem_after("DELETE FROM accounts WHERE key = 1"), "wrong length"));
    CHECK(says(problem_after("UPDATE conversations SET number = 9 WHERE key = 1"), "head tells 9"));
    CHECK(says(problem_after("DELETE FROM conversations WHERE key = 2"), "do not exist"));
}

TEST_CASE("a journal with a whisper without ends, or without a lobby, is rejected") {
    const auto snapshot_after = [](const char* sql) -> std::string {
        SqliteHarness harness;
        harness.commit({post(1, "a"), whisper(2, account(1), account(2), "psst")});
        harness.other_connection().execute(sql);
        try {
            harness.journal().snapshot();
            return {};
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    };
    CHECK(snapshot_after("SELECT 1").empty());
    const char* no_ends = "UPDATE conversations SET low = NULL, high = NULL WHERE key = 2";
    const char* other_ends = "UPDATE conversations SET high = low WHERE key = 2";
    const char* half_a_room = "UPDATE conversations SET room = 'x' WHERE key = 2";
    for (const char* sql : {no_ends, other_ends, half_a_room}) {
        CHECK(says(snapshot_after(sql), "neither a room nor a whisper"));
        CHECK(says(problem_after(sql), "neither a room nor a whisper"));
    }
    CHECK(says(snapshot_after("DELETE FROM conversations WHERE key = 1"), "lobby is missing"));
}

TEST_CASE("verify works beside a running broker and reports what it cannot read") {
    SqliteHarness harness;
    harness.commit({post(1, "a")});
    const VerifyResult running = verify_journal(harness.directory().journal());
    CHECK(running.problem.empty());
    CHECK(running.entries == 1);

    const TemporaryDirectory empty;
    CHECK(says(verify_journal(empty.journal()).problem, "cannot be opened"));
    CHECK_FALSE(std::filesystem::exists(empty.journal()));
    std::ofstream(empty.journal()) << std::string(5'000, 'x');
    CHECK(says(verify_journal(empty.journal()).problem, "not an Indaba journal"));
}

}  // namespace
}  // namespace indaba::broker
