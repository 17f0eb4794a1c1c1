#pragma once
/// Sets a variable of the environment for one test. The calls of the system are in
/// environment_posix.cpp and environment_windows.cpp.
#include <cstdlib>
#include <optional>
#include <string>

namespace indaba::test {

/// Sets the variable, or removes it when `value` is null.
void set_environment(const char* name, const char* value);

/// Makes the functions of the C library read the variable TZ again.
void apply_zone();

/// A variable of the environment that has another value, or none, during the lifetime of this
/// object.
class EnvironmentVariable {
 public:
    EnvironmentVariable(const char* name, const char* value) : name_(name) {
        if (const char* before = std::getenv(name)) before_ = before;
        set_environment(name, value);
    }
    ~EnvironmentVariable() { set_environment(name_, before_ ? before_->c_str() : nullptr); }
    EnvironmentVariable(const EnvironmentVariable&) = delete;
    EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

 private:
    const char* name_;
    std::optional<std::string> before_;
};

}  // namespace indaba::test
