#pragma once
/// The command lines of all programs share these functions. Each program includes CLI11 itself.
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

#include "common/base/standard_descriptors.hpp"

namespace indaba {

/// Prints with `print_all` what CLI11 says of a command line that runs nothing: help, the version,
/// or what is wrong, behind `place`. Returns the exit code: 0, 2 for wrong usage, 1 when the output
/// finds no room.
template <class App, class Error>
int print_outcome(const App& app, const Error& error, const std::string& place = {},
                  bool (*print_all)(std::string_view, std::string_view) = print) {
    std::ostringstream output, errors;
    errors << place;
    const int code = app.exit(error, output, errors) == 0 ? 0 : 2;
    return print_all(output.str(), errors.str()) ? code : 1;
}

// ---- checks of a value: each returns what is wrong with it, or an empty string ----------------

/// An empty value is a script's unset variable.
inline std::string is_not_empty(const std::string& text) {
    return text.empty() ? "must not be empty" : "";
}

/// CLI::Range accepts "nan".
inline std::string is_finite(const std::string& text) {
    return std::isfinite(std::strtod(text.c_str(), nullptr)) ? "" : "must be a number";
}

}  // namespace indaba
