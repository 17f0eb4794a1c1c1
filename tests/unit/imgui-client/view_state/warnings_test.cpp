#include "imgui-client/view_state/warnings.hpp"

#include <doctest/doctest.h>

#include <string>

using indaba::ui::PinnedWarning;
using indaba::ui::Warnings;
using About = Warnings::About;

namespace {

std::string all(const Warnings& warnings) {
    std::string list;
    for (const PinnedWarning& each : warnings.shown()) list += each.sentence + ";";
    return list;
}

}  // namespace

TEST_CASE(
    "a warning stays until it is dismissed, and a newer sentence about the same replaces it") {
    Warnings warnings;
    warnings.pin(About::history, "of #lobby");
    warnings.pin(About::encryption, "plain");
    warnings.pin(About::history, "of 2 conversations");
    CHECK(all(warnings) == "of 2 conversations;plain;");
    CHECK(warnings.dismiss(warnings.shown()[0].id) == About::history);
    CHECK(all(warnings) == "plain;");
    CHECK_FALSE(warnings.dismiss(77));
    warnings.pin(About::history, "again");
    CHECK(all(warnings) == "plain;again;");
}

TEST_CASE("each file and each key has its own warning, but not twice") {
    Warnings warnings;
    for (const char* sentence : {"a", "b", "a"}) warnings.pin(About::file, sentence);
    CHECK(all(warnings) == "a;b;");
}

TEST_CASE("what lasts comes first, cannot be dismissed, and goes with its cause") {
    Warnings warnings;
    warnings.pin(About::file, "damaged");
    warnings.pin(About::waiting, "the disk is full");
    CHECK(all(warnings) == "the disk is full;damaged;");
    CHECK_FALSE(warnings.shown()[0].dismissable);
    CHECK(warnings.shown()[1].dismissable);
    warnings.drop(About::waiting);
    CHECK(all(warnings) == "damaged;");
}
