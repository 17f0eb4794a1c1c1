/// Standings, invites and enrolments: the promises are the same for every journal.
#include "tests/journal/every_journal.hpp"

namespace indaba::broker {
namespace {

using Words = std::vector<std::string>;

Standing allowed(const Account& account, WallMs at) {
    return {.account = account, .allowed = true, .banned = false, .op = false, .at = at};
}

Standing banned(const Account& account, WallMs at) {
    return {.account = account, .allowed = false, .banned = true, .op = false, .at = at};
}

/// Returns a line for each standing and invite in the snapshot.
template <class Harness>
Words admissions(Harness& harness) {
    Words result;
    for (const std::string& line : lines_of(harness.journal().snapshot()))
        if (line.starts_with("standing") || line.starts_with("invite")) result.push_back(line);
    return result;
}

/// Returns the lines that admissions() gives for exactly these.
Words lines(std::vector<Standing> standings, std::vector<Invite> invites) {
    Snapshot snapshot;
    snapshot.standings = std::move(standings);
    snapshot.invites = std::move(invites);
    Words result = lines_of(snapshot);
    std::erase_if(result, [](const std::string& line) { return line.starts_with("journal"); });
    return result;
}

TEST_CASE_TEMPLATE("a new journal has no standings and no invites", Harness, MemoryHarness,
                   SqliteHarness) {
    Harness harness;
    CHECK(admissions(harness).empty());
}

TEST_CASE_TEMPLATE("a ban and its lifting survive reopening", Harness, MemoryHarness,
                   SqliteHarness) {
    Harness harness;
    const Account ann = account(1), eve = account(2);
    Standing op = allowed(ann, 70);
    op.op = true;
    const Committed result = harness.commit({allowed(eve, 60), op, banned(eve, 80)});
    CHECK(words(result) == Words{"stored 0", "stored 0", "stored 0"});
    CHECK(std::get<Stored>(result.outcomes[2]).at == 80);
    harness.reopen();
    CHECK(admissions(harness) == lines({op, banned(eve, 80)}, {}));

    harness.commit({allowed(eve, 90)});
    harness.reopen();
    CHECK(admissions(harness) == lines({op, allowed(eve, 90)}, {}));
}

TEST_CASE_TEMPLATE("a standing gives its account no name", Harness, MemoryHarness, SqliteHarness) {
    Harness harness;
    harness.commit({banned(account(2), 1), Invite{account(9), 1, 0}});
    CHECK(harness.journal().snapshot().accounts.empty());
}

TEST_CASE_TEMPLATE("an invite's uses and expiry survive reopening", Harness, MemoryHarness,
                   SqliteHarness) {
    Harness harness;
    const Invite party{account(9), 5, 1'900'000'000'000}, forever{account(8), 1, 0};
    CHECK(words(harness.commit({party, forever})) == Words{"stored 0", "stored 0"});
    harness.reopen();
    CHECK(admissions(harness) == lines({}, {forever, party}));

    const Invite used_up{forever.key, 0, 0}, longer{party.key, 4, 2'000'000'000'000};
    harness.commit({used_up, longer});
    harness.reopen();
    const Snapshot snapshot = harness.journal().snapshot();
    for (const Invite& invite : snapshot.invites)  // one that is used up may be gone
        CHECK(invite.uses_left == (invite.key == party.key ? 4 : 0));
    CHECK(lines({}, {longer})[0] == admissions(harness).back());
}

TEST_CASE_TEMPLATE("an enrolment stores the standing and the used invite and survives reopening",
                   Harness, MemoryHarness, SqliteHarness) {
    Harness harness;
    const Account bob = account(2);
    const Invite invite{account(9), 2, 0}, one_less{account(9), 1, 0};
    const Committed result = harness.commit({invite, Enrolment{allowed(bob, 50), one_less}});
    CHECK(words(result) == Words{"stored 0", "stored 0"});
    CHECK(std::get<Stored>(result.outcomes[1]).at == 50);
    harness.reopen();
    CHECK(admissions(harness) == lines({allowed(bob, 50)}, {one_less}));
}

TEST_CASE_TEMPLATE("an enrolment that cannot be stored changes neither standing nor invite",
                   Harness, MemoryHarness, SqliteHarness) {
    Harness harness;
    const Account bob = account(2), zoe = account(3);
    const Invite invite{account(9), 2, 0}, one_less{account(9), 1, 0};
    harness.commit({invite, banned(bob, 40)});
    const std::vector<Write> writes{post(1, "a"), Enrolment{allowed(bob, 50), one_less},
                                    post(2, "b"), allowed(zoe, 50)};
    const Committed result = harness.commit_with_failing(1, writes);
    CHECK(words(result) == Words{"stored 1", "not stored", "stored 2", "stored 0"});
    CHECK_FALSE(std::get<NotStored>(result.outcomes[1]).why.empty());
    CHECK(admissions(harness) == lines({banned(bob, 40), allowed(zoe, 50)}, {invite}));

    CHECK(words(harness.commit({Enrolment{allowed(bob, 50), one_less}})) == Words{"stored 0"});
    CHECK(admissions(harness) == lines({allowed(bob, 50), allowed(zoe, 50)}, {one_less}));
}

}  // namespace
}  // namespace indaba::broker
