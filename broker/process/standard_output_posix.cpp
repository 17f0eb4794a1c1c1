#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "broker/process/standard_output.hpp"
#include "common/base/standard_descriptors.hpp"

namespace indaba::broker {
bool print_output(std::string_view text) {
    const int error = write_all(STDOUT_FILENO, text);
    if (error != 0 && error != EPIPE)
        throw std::system_error(error, std::generic_category(),
                                "The answer cannot be written to standard output");
    return error == 0;
}

bool output_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

void print_error(std::string_view text) noexcept { write_all(STDERR_FILENO, text); }

}  // namespace indaba::broker
