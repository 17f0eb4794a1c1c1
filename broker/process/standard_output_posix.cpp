#include <unistd.h>

#include <system_error>

#include "broker/process/standard_output.hpp"
#include "common/base/standard_descriptors.hpp"

namespace indaba::broker {
void print_output(std::string_view text) {
    if (const int error = write_all(STDOUT_FILENO, text))
        throw std::system_error(error, std::generic_category(),
                                "The answer cannot be written to standard output");
}

bool output_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

void print_error(std::string_view text) noexcept { write_all(STDERR_FILENO, text); }

}  // namespace indaba::broker
