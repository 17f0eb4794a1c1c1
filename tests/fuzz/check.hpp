#pragma once
/// Functions that report a broken promise and that draw values from the bytes of a fuzzer.
#include <fuzzer/FuzzedDataProvider.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace indaba::fuzz {

/// Aborts the process if the promise is broken; libFuzzer then reports a finding and saves the
/// input.
inline void must(bool kept, const char* promise) {
    if (kept) return;
    std::fprintf(stderr, "broken: %s\n", promise);
    std::abort();
}

inline std::string_view view(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Returns the n-th account, id or hash. any() draws from few of them, so that values coincide.
template <class Value>
Value nth(unsigned n) {
    Value value;
    value.bytes.fill(static_cast<std::uint8_t>(n));
    return value;
}
template <class Value>
Value any(FuzzedDataProvider& data, unsigned most = 5) {
    return nth<Value>(data.ConsumeIntegralInRange<unsigned>(0, most));
}
inline std::string words(FuzzedDataProvider& data, std::size_t most = 40) {
    return data.ConsumeRandomLengthString(most);
}

}  // namespace indaba::fuzz
