#include "tests/support/environment.hpp"

#include <time.h>

namespace indaba::test {

void set_environment(const char* name, const char* value) {
    if (value)
        ::setenv(name, value, 1);
    else
        ::unsetenv(name);
}

void apply_zone() { ::tzset(); }

}  // namespace indaba::test
