/// A file that is open can be deleted on POSIX, and not on Windows.
#include <doctest/doctest.h>

#include <filesystem>

#include "common/client/replica/replica_file.hpp"
#include "tests/replica/message_search_fixture.hpp"

using namespace indaba;
using namespace indaba::test;

TEST_CASE("the search of the window: a copy that was deleted meanwhile is none") {
    Copy copy(3);
    CHECK(copy.finds("journal").size() == 3);
    std::filesystem::remove(client::replica_path(copy.home.path(), journal));
    CHECK(copy.finds("journal no").empty());
    CHECK(copy.search.found()->no_copy);
}
