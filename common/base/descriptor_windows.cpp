#include "common/base/descriptor.hpp"

#include "common/base/windows_api_windows.hpp"

namespace indaba {

void OwnedDescriptor::close() {
    if (is_open()) ::CloseHandle(reinterpret_cast<HANDLE>(number_));
}

}  // namespace indaba
