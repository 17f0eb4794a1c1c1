#pragma once
/// Changes bytes of a file as a bad disk or a hex editor would.
#include <algorithm>
#include <string>

#include "tests/fuzz/check.hpp"

namespace indaba::fuzz {

inline void damage(std::string& bytes, FuzzedDataProvider& data) {
    const int places = data.ConsumeIntegralInRange(0, 4);
    for (int i = 0; i < places && !bytes.empty(); ++i) {
        // The index covers a page at a time, so that headers and cells are hit often.
        const std::size_t page = data.ConsumeIntegralInRange<std::size_t>(0, bytes.size() / 4096);
        const std::size_t in_page = data.ConsumeIntegralInRange<std::size_t>(0, 4095);
        const std::size_t at = std::min(page * 4096 + in_page, bytes.size() - 1);
        const std::string other = data.ConsumeRandomLengthString(8);
        std::copy_n(other.begin(), std::min(other.size(), bytes.size() - at),
                    bytes.begin() + static_cast<std::ptrdiff_t>(at));
    }
    if (data.ConsumeIntegralInRange(0, 7) == 0)
        bytes.resize(data.ConsumeIntegralInRange<std::size_t>(0, bytes.size()));
}

}  // namespace indaba::fuzz
