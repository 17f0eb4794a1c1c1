#include "imgui-client/view_state/older_pages.hpp"

#include <doctest/doctest.h>

using namespace indaba;
using indaba::client::OlderPageFetched;
using indaba::ui::OlderPages;

namespace {

const ConversationId here{{1}}, there{{2}};

}  // namespace

TEST_CASE("each conversation has its own page on its way") {
    OlderPages pages;
    CHECK(pages.begin(here));
    CHECK_FALSE(pages.begin(here));
    CHECK(pages.of(here).loading);
    CHECK_FALSE(pages.of(there).loading);
    CHECK(pages.begin(there));
    pages.ended({here, true, {}, {}, false}, true);
    CHECK_FALSE(pages.of(here).loading);
    CHECK(pages.of(there).loading);
    CHECK(pages.begin(here));
}

TEST_CASE("after a temporary refusal the page may be asked for again at once") {
    OlderPages pages;
    REQUIRE(pages.begin(here));
    pages.ended({here, false, "busy", "The broker is busy.", true}, false);
    CHECK_FALSE(pages.of(here).loading);
    CHECK(pages.of(here).refused.empty());
    CHECK(pages.begin(here));
}

TEST_CASE("after a final refusal the page is not asked for before the next connection") {
    OlderPages pages;
    REQUIRE(pages.begin(here));
    pages.ended({here, false, "journal_unreadable", "The journal is damaged.", false}, false);
    CHECK(pages.of(here).refused == "The journal is damaged.");
    CHECK_FALSE(pages.begin(here));
    CHECK(pages.begin(there));
    pages.reset();
    CHECK(pages.of(here).refused.empty());
    CHECK(pages.begin(here));
}
