#include "tests/support/environment.hpp"

#include <time.h>

namespace indaba::test {

void set_environment(const char* name, const char* value) {
    ::_putenv_s(name, value ? value : "");  // an empty value removes it
}

void apply_zone() { ::_tzset(); }

}  // namespace indaba::test
