/// Runs the tests of a program, or one task in a process of its own (child_task.hpp).
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>
#include <string_view>

#include "tests/support/child_task.hpp"

int main(int count, char** arguments) {
    using indaba::test::ChildTask;
    // A child never runs the tests: they would start children in turn.
    if (count > 1 && std::string_view(arguments[1]) == "--child-task")
        std::_Exit(ChildTask::run(count == 3 ? arguments[2] : ""));
    ChildTask::set_program(std::filesystem::absolute(indaba::path_of(arguments[0])));
    return doctest::Context(count, arguments).run();
}
