#include <unistd.h>

#include "common/base/descriptor.hpp"

namespace indaba {

void OwnedDescriptor::close() {
    if (is_open()) ::close(static_cast<int>(number_));
}

}  // namespace indaba
