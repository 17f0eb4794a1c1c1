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
    CHECK(names(ui::online_people(workspace.model())) == Names{"mia", "ann", "bob", "Carl", "Zoe"});
}

TEST_CASE("partners of whispers who left are listed as offline") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    workspace.whispers("ann", "mia", "hi");
    workspace.person_leaves("ann");
    CHECK(names(ui::online_people(workspace.model())) == Names{"mia"});
    CHECK(names(ui::offline_people(ui::whisper_list(workspace.model()))) == Names{"ann"});
}

TEST_CASE("a person who joins or leaves is put in place, as if all were sorted anew") {
    FakeWorkspace workspace("mia");
    std::vector<Person> online = ui::online_people(workspace.model());
    const std::vector<std::string> all{"bob", "Zoe", "ann", "Ann2", "Carl", "bea", "zoe2"};
    for (const std::string& name : all) {
        workspace.person_joins(name);
        ui::insert_person(online, {workspace.account(name), name}, workspace.me());
        CHECK(names(online) == names(ui::online_people(workspace.model())));
    }
    ui::insert_person(online, {workspace.me(), "mia"}, workspace.me());  // a second device
    CHECK(names(online) == names(ui::online_people(workspace.model())));
    for (const std::string& name : all) {
        workspace.person_leaves(name);
        ui::remove_person(online, workspace.account(name));
        CHECK(names(online) == names(ui::online_people(workspace.model())));
    }
}

TEST_CASE("a member who comes or goes is put in place, as if all were listed anew") {
    FakeWorkspace workspace("mia");
    const ConversationId room = workspace.makes_room("build");
    workspace.lists_members(room, {"bob", "Zoe", "ann", "Carl"});
    ui::MemberLists lists =
        ui::member_lists(workspace.model(), *workspace.model().find(room)->room);
    const auto same = [&] {
        const auto anew = ui::member_lists(workspace.model(), *workspace.model().find(room)->room);
        return anew.complete && names(anew.online) == names(lists.online) &&
               names(anew.offline) == names(lists.offline);
    };
    for (const char* name : {"Zoe", "ann", "bob"}) {
        workspace.person_joins(name);
        ui::move_member(lists, {workspace.account(name), name}, true, workspace.me());
        CHECK(same());
    }
    CHECK(names(lists.online) == Names{"mia", "ann", "bob", "Zoe"});
    CHECK(names(lists.offline) == Names{"Carl"});
    for (const char* name : {"ann", "Zoe"}) {
        workspace.person_leaves(name);
        ui::move_member(lists, {workspace.account(name), name}, false, workspace.me());
        CHECK(same());
    }
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
