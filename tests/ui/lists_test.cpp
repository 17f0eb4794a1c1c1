// The lists of people and whispers that the window makes of a model.
#include "imgui-client/view_state/lists.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/ui/fake_workspace.hpp"

using namespace indaba;
using namespace indaba::test;

namespace {

template <class Each>
std::vector<std::string> names(const std::vector<Each>& list) {
    std::vector<std::string> result;
    for (const Each& each : list) result.push_back(each.name);
    return result;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_SUITE_BEGIN("lists");

TEST_CASE("the own account is listed first and the others by name without regard to case") {
    FakeWorkspace workspace("mia");
    for (const char* name : {"bob", "Zoe", "ann", "Carl"}) workspace.person_joins(name);
    const ui::PeopleLists lists = ui::people_lists(workspace.model(), {});
    CHECK(names(lists.online) == Names{"mia", "ann", "bob", "Carl", "Zoe"});
    CHECK(lists.offline.empty());
}

TEST_CASE("partners of whispers who left are listed as offline") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    workspace.whispers("ann", "mia", "hi");
    workspace.person_leaves("ann");
    const ui::PeopleLists lists =
        ui::people_lists(workspace.model(), ui::whisper_list(workspace.model()));
    CHECK(names(lists.online) == Names{"mia"});
    CHECK(names(lists.offline) == Names{"ann"});
}

TEST_CASE("the whisper with the most recent entry is listed first") {
    FakeWorkspace workspace("mia");
    workspace.whispers("ann", "mia", "first");
    workspace.advance_time(FakeWorkspace::minute);
    workspace.whispers("bob", "mia", "second");
    CHECK(names(ui::whisper_list(workspace.model())) == Names{"bob", "ann"});
    workspace.advance_time(FakeWorkspace::minute);
    workspace.whispers("mia", "ann", "third");
    CHECK(names(ui::whisper_list(workspace.model())) == Names{"ann", "bob"});
}

TEST_CASE("of whispers of equal age the unread one is listed first") {
    FakeWorkspace workspace("mia");
    workspace.whispers("ann", "mia", "read");
    workspace.whispers("zoe", "mia", "unread");
    workspace.open_whisper("ann");
    workspace.read_to_here();
    CHECK(names(ui::whisper_list(workspace.model())) == Names{"zoe", "ann"});
}

TEST_SUITE_END();
