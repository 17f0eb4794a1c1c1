#include "tests/ui/fake_workspace.hpp"

namespace indaba::test {

void busy_morning(FakeWorkspace& workspace) {
    workspace.advance_time(-FakeWorkspace::day + 8 * 60 * FakeWorkspace::minute);
    for (const char* name : {"grace", "linus", "margaret", "dennis"}) workspace.person_joins(name);
    workspace.person_leaves("dennis");
    workspace.says("linus", "Nice. Which high-water mark did you use in the end?");
    workspace.advance_time(FakeWorkspace::day - 8 * 60 * FakeWorkspace::minute);
    workspace.person_joins("barbara");
    workspace.advance_time(2 * FakeWorkspace::minute);
    workspace.says("grace",
                   "Good morning! 👋 Before we ship: the reconnect back-off should be capped, "
                   "otherwise clients that slept over night wait for minutes until they try again. "
                   "I would start at 250 ms, double it, add some jitter and stop growing at 10 s.");
    workspace.says(
        "grace", "And the user list must be sent again after the reconnect — it may have changed.");
    workspace.advance_time(3 * FakeWorkspace::minute);
    workspace.says("ada",
                   "Agreed, both are in the branch. The banner shows the time that is left.");
    workspace.advance_time(4 * FakeWorkspace::minute);
    workspace.whispers(
        "margaret", "ada",
        "Can you look at my change before the meeting? I do not want to ask in front "
        "of everyone.");
    workspace.read_to_here();
    workspace.advance_time(9 * FakeWorkspace::minute);
    workspace.says("linus",
                   "Works for me 👍 — see https://example.org/chat/issues/42 for the trace.");
    workspace.says("linus", "Грейс, ты посмотришь? Καλημέρα from Athens, by the way.");
    workspace.advance_time(3 * FakeWorkspace::minute);
    workspace.person_leaves("barbara");
    workspace.advance_time(FakeWorkspace::minute);
    workspace.says("grace", "On it. 🚀");
    workspace.whispers("ada", "dennis", "Are you coming to the meeting?");
}

}  // namespace indaba::test
