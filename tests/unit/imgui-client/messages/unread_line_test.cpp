#include "imgui-client/messages/unread_line.hpp"

#include <doctest/doctest.h>

using indaba::ui::UnreadLine;

TEST_CASE("the unread line starts after the last read entry") {
    UnreadLine line;
    line.begin(10, 15);
    line.see(15, true, true);
    line.see(16, true, false);
    CHECK(line.after() == 10);
    CHECK(line.to() == 15);
}

TEST_CASE("entries that arrive in sight do not move the unread line") {
    UnreadLine line;
    line.begin(15, 15);
    for (std::uint64_t last = 16; last < 20; ++last) line.see(last, true, false);
    CHECK(line.after() == line.to());
}

TEST_CASE("the unread line moves when an entry arrives while the window has no focus") {
    UnreadLine line;
    line.begin(10, 15);
    line.see(15, true, false);
    line.see(15, false, false);
    CHECK(line.after() == 10);
    line.see(17, false, false);
    CHECK(line.after() == 15);
    CHECK(line.to() == 17);
    line.see(18, false, false);
    CHECK(line.after() == 15);
    CHECK(line.to() == 18);
}

TEST_CASE("entries that arrive while another conversation is open are unread") {
    UnreadLine line;
    line.begin(5, 5);
    line.see(5, true, true);
    line.see(9, true, true);
    CHECK(line.after() == 5);
    CHECK(line.to() == 9);
}
