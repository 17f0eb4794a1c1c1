/// Debian has no hb-shape and no fribidi for Windows; the same code is compared on POSIX.
#include "tests/text/reference_programs.hpp"

namespace indaba::test {

bool has_program(std::string_view) { return false; }

std::vector<std::string> output_of(const std::string&, const std::vector<std::string>&) {
    return {};
}

}  // namespace indaba::test
