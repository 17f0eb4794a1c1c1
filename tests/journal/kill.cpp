/// Kills a process that writes a journal, ten times: every acknowledged post must be stored.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>

#include "broker/journal/sqlite/sqlite_verify.hpp"
#include "common/wire/chain.hpp"
#include "tests/journal/harness.hpp"

namespace indaba::broker {
namespace {

/// Sent by the writing process for each post that the journal has stored.
struct Receipt {
    bool whispered = false;
    std::uint64_t number = 0;
    std::uint64_t id = 0;
};

Post post_of(std::uint64_t id) {
    const bool whispered = id % 3 == 0;
    return whispered ? whisper(id, account(1), account(2), "a whisper") : post(id, "a broadcast");
}

/// Commits batches of 20 posts and sends a receipt for each, until the process is killed.
[[noreturn]] void write_until_killed(const std::filesystem::path& directory, int out,
                                     std::uint64_t id) {
    alarm(60);  // ends the process if the parent is gone
    SqliteJournal journal(directory);
    Waiter waiter(journal);
    for (;;) {
        std::vector<Write> writes;
        for (int i = 0; i < 20; ++i) writes.push_back(post_of(id + writes.size()));
        const Committed committed = waiter.commit(writes);
        for (const Outcome& outcome : committed.outcomes) {
            const Receipt receipt{id % 3 == 0, std::get<Stored>(outcome).number, id};
            if (write(out, &receipt, sizeof receipt) != sizeof receipt) _exit(1);
            ++id;
        }
    }
}

/// Returns the receipts of a process that is killed after it has sent `enough` of them.
std::vector<Receipt> write_and_kill(const std::filesystem::path& directory, std::uint64_t first_id,
                                    std::size_t enough) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        close(ends[0]);
        write_until_killed(directory, ends[1], first_id);
    }
    close(ends[1]);
    std::vector<Receipt> receipts;
    // A receipt is smaller than PIPE_BUF, so it is written completely or not at all.
    for (Receipt receipt; read(ends[0], &receipt, sizeof receipt) == sizeof receipt;) {
        receipts.push_back(receipt);
        if (receipts.size() == enough) kill(child, SIGKILL);
    }
    close(ends[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    REQUIRE(WTERMSIG(status) == SIGKILL);
    return receipts;
}

std::map<std::uint64_t, MessageId> ids_by_number(Waiter& waiter,
                                                 const ConversationId& conversation) {
    std::map<std::uint64_t, MessageId> ids;
    PageRequest request = page_after(0, conversation);
    for (bool more = true; more;) {
        const PageRead page = waiter.read(request);
        for (const Entry& entry : page.entries) ids[entry.number] = entry.id;
        if (!page.entries.empty()) request.after = page.entries.back().number;
        more = page.more;
    }
    return ids;
}

TEST_CASE("every acknowledged post survives kill -9 in the middle of commits") {
    const TemporaryDirectory directory;
    std::vector<Receipt> receipts;
    std::uint64_t first_id = 1;
    for (std::size_t round = 0; round < 10; ++round) {
        const std::vector<Receipt> received =
            write_and_kill(directory.path(), first_id, 1 + 57 * round);
        receipts.insert(receipts.end(), received.begin(), received.end());
        first_id += 1'000'000;
        const VerifyResult verified = verify_journal(directory.journal());
        REQUIRE_MESSAGE(verified.problem.empty(), verified.problem);
        REQUIRE(verified.entries >= receipts.size());
    }

    SqliteJournal journal(directory.path());
    Waiter waiter(journal);
    const auto said = ids_by_number(waiter, lobby);
    const auto whispered = ids_by_number(waiter, whisper_id(account(1), account(2)));
    std::size_t lost = 0;
    for (const Receipt& receipt : receipts) {
        const auto& ids = receipt.whispered ? whispered : said;
        const auto found = ids.find(receipt.number);
        if (found == ids.end() || found->second != message_id(receipt.id)) ++lost;
    }
    CHECK(lost == 0);
    CHECK(receipts.size() > 2'000);
}

}  // namespace
}  // namespace indaba::broker
