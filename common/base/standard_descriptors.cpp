#include "common/base/standard_descriptors.hpp"

#include <cerrno>
#include <cstring>

namespace indaba {
namespace {

constexpr int standard_output = 1, standard_error = 2;

}  // namespace

bool print(std::string_view output, std::string_view errors) noexcept {
    write_all(standard_error, errors);
    const int error = write_all(standard_output, output);
    if (error == 0 || error == EPIPE) return true;
    write_all(standard_error, "The output could not be written: ");
    write_all(standard_error, std::strerror(error));
    write_all(standard_error, ".\n");
    return false;
}

}  // namespace indaba
