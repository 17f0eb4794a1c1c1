/// Standings, invites and enrolments: the promises are the same for every journal.
#include <cstddef>
#include <initializer_list>
#include <utility>

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

/// Returns the decision that sets the whole standing.
StandingChange all_of(const Standing& standing) {
    return {standing.account, standing.allowed, standing.banned, standing.op, standing.at};
}

Enrolment enrolment(const Account& account, const Invite& invite, WallMs at) {
    return {account, invite.key, at};
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

TEST_CASE_TEMPLATE("a new journal has no standings and no invites", Harness, EVERY_JOURNAL) {
    Harness harness;
    CHECK(admissions(harness).empty());
}

TEST_CASE_TEMPLATE("a ban and its lifting survive reopening", Harness, EVERY_JOURNAL) {
    Harness harness;
    const Account ann = account(1), eve = account(2);
    Standing op = allowed(ann, 70);
    op.op = true;
    const Committed result =
        harness.commit({all_of(allowed(eve, 60)), all_of(op), all_of(banned(eve, 80))});
    CHECK(words(result) == Words{"stored 0", "stored 0", "stored 0"});
    CHECK(std::get<Stored>(result.outcomes[2]).at == 80);
    harness.reopen();
    CHECK(admissions(harness) == lines({op, banned(eve, 80)}, {}));

    harness.commit({all_of(allowed(eve, 90))});
    harness.reopen();
    CHECK(admissions(harness) == lines({op, allowed(eve, 90)}, {}));
}

TEST_CASE_TEMPLATE("a standing gives its account no name", Harness, EVERY_JOURNAL) {
    Harness harness;
    harness.commit({all_of(banned(account(2), 1)), Invite{account(9), 1, 0}});
    CHECK(harness.journal().snapshot().accounts.empty());
}

TEST_CASE_TEMPLATE("an invite's uses and expiry survive reopening", Harness, EVERY_JOURNAL) {
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
                   Harness, EVERY_JOURNAL) {
    Harness harness;
    const Account bob = account(2);
    const Invite invite{account(9), 2, 0}, one_less{account(9), 1, 0};
    const Committed result = harness.commit({invite, enrolment(bob, invite, 50)});
    CHECK(words(result) == Words{"stored 0", "stored 0"});
    CHECK(std::get<Stored>(result.outcomes[1]).at == 50);
    harness.reopen();
    CHECK(admissions(harness) == lines({allowed(bob, 50)}, {one_less}));
}

TEST_CASE_TEMPLATE("an enrolment that cannot be stored changes neither standing nor invite",
                   Harness, EVERY_JOURNAL) {
    Harness harness;
    const Account bob = account(2), zoe = account(3);
    const Invite invite{account(9), 2, 0}, one_less{account(9), 1, 0};
    const Standing before{.account = bob, .op = true, .at = 40};
    harness.commit({invite, all_of(before)});
    const std::vector<Write> writes{post(1, "a"), enrolment(bob, invite, 50), post(2, "b"),
                                    all_of(allowed(zoe, 50))};
    const Committed result = harness.commit_with_failing(1, writes);
    CHECK(words(result) == Words{"stored 1", "not stored", "stored 2", "stored 0"});
    CHECK_FALSE(std::get<NotStored>(result.outcomes[1]).why.empty());
    CHECK(admissions(harness) == lines({before, allowed(zoe, 50)}, {invite}));

    CHECK(words(harness.commit({enrolment(bob, invite, 50)})) == Words{"stored 0"});
    Standing after = before;
    after.allowed = true;
    after.at = 50;
    CHECK(admissions(harness) == lines({after, allowed(zoe, 50)}, {one_less}));
}

TEST_CASE_TEMPLATE("a decision changes what it names and leaves the rest, in one commit or several",
                   Harness, EVERY_JOURNAL) {
    const Account ann = account(1);
    const std::vector<StandingChange> decisions{
        {.account = ann, .op = true, .at = 1},      {.account = ann, .allowed = true, .at = 2},
        {.account = ann, .banned = true, .at = 3},  {.account = ann, .allowed = false, .at = 4},
        {.account = ann, .banned = false, .at = 5}, {.account = ann, .op = false, .at = 6}};
    for (std::size_t first = 0; first < decisions.size(); ++first) {
        Harness together, apart;
        Standing expected;
        for (std::size_t i = 0; i < decisions.size(); ++i)
            apply(decisions[(first + i) % decisions.size()], expected);
        std::vector<Write> all;
        for (std::size_t i = 0; i < decisions.size(); ++i) {
            all.emplace_back(decisions[(first + i) % decisions.size()]);
            apart.commit({all.back()});
        }
        together.commit(all);
        together.reopen();
        CHECK(admissions(together) == lines({expected}, {}));
        CHECK(admissions(apart) == lines({expected}, {}));
    }
}

TEST_CASE_TEMPLATE("a ban holds against an enrolment behind it, which costs the invite no use",
                   Harness, EVERY_JOURNAL) {
    for (const bool in_one_commit : {true, false}) {
        Harness harness;
        const Account eve = account(2);
        const Invite invite{account(9), 2, 0};
        const StandingChange ban{.account = eve, .banned = true, .at = 40};
        std::vector<Write> writes{invite, ban};
        if (!in_one_commit) harness.commit(std::exchange(writes, {}));
        writes.emplace_back(enrolment(eve, invite, 50));
        writes.emplace_back(post(1, "goes on"));
        const Words result = words(harness.commit(writes));
        CHECK(result[result.size() - 2] == "not stored");
        CHECK(result.back() == "stored 1");
        harness.reopen();
        CHECK(admissions(harness) == lines({{.account = eve, .banned = true, .at = 40}}, {invite}));
    }
}

TEST_CASE_TEMPLATE("an invite enrols no more accounts than it has uses", Harness, EVERY_JOURNAL) {
    Harness harness;
    const Invite invite{account(9), 2, 0}, unknown{account(8), 1, 0};
    CHECK(words(harness.commit({invite, enrolment(account(1), invite, 1),
                                enrolment(account(2), unknown, 2), enrolment(account(3), invite, 3),
                                enrolment(account(4), invite, 4)})) ==
          Words{"stored 0", "stored 0", "not stored", "stored 0", "not stored"});
    harness.reopen();
    CHECK(admissions(harness) ==
          lines({allowed(account(1), 1), allowed(account(3), 3)}, {{account(9), 0, 0}}));
}

TEST_CASE_TEMPLATE("a kick is stored and changes nothing that is read", Harness, EVERY_JOURNAL) {
    Harness harness;
    harness.commit({claim(account(1), "ann"), post(1, "a")});
    const Words before = lines_of(harness.journal().snapshot());
    CHECK(words(harness.commit({Kick{account(1)}, Kick{account(2)}, Kick{account(1)}})) ==
          Words{"stored 0", "stored 0", "stored 0"});
    CHECK(lines_of(harness.journal().snapshot()) == before);
    harness.reopen();
    CHECK(lines_of(harness.journal().snapshot()) == before);
}

}  // namespace
}  // namespace indaba::broker
