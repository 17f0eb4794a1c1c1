#pragma once
/// How a fuzzer says that a promise was broken, and how it takes values out of its bytes.
#include <fuzzer/FuzzedDataProvider.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace indaba::fuzz {

/// Ends the process, which libFuzzer takes for a finding and keeps the input of.
inline void must(bool kept, const char* promise) {
    if (kept) return;
    std::fprintf(stderr, "broken: %s\n", promise);
    std::abort();
}

inline std::string_view view(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Few values, so that things meet: the n-th account, id, hash.
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
