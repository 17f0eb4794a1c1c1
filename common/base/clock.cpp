#include "common/base/clock.hpp"

namespace indaba {

Now read_clocks() {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(steady_clock::now().time_since_epoch()),
            duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

}  // namespace indaba
