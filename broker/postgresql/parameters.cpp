#include "broker/postgresql/parameters.hpp"

namespace indaba::postgresql {
namespace {

/// Appends the lowest `bytes` bytes of a number, the highest first.
void append(std::string& out, std::uint64_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}

std::uint32_t array_of(Type type) {
    switch (type) {
        case Type::boolean:
            return 1000;
        case Type::blob:
            return 1001;
        case Type::text:
            return 1009;
        case Type::integer:
            break;
    }
    return 1016;
}

Parameter make(Type type, std::string bytes) {
    return {static_cast<std::uint32_t>(type), std::move(bytes)};
}

}  // namespace

Parameter parameter(bool value) { return make(Type::boolean, std::string(1, value ? '\1' : '\0')); }

Parameter parameter(std::int64_t value) {
    std::string bytes;
    append(bytes, static_cast<std::uint64_t>(value), 8);
    return make(Type::integer, std::move(bytes));
}

Parameter parameter(std::string_view text) { return make(Type::text, std::string(text)); }

Parameter parameter(Blob blob) { return make(Type::blob, std::string(blob.bytes)); }

// The form is that of array_recv(): dimensions, whether there are NULLs, the elements' type, their
// number, the first index; then each element with its length.
Parameter array(Type type, const std::vector<Parameter>& elements) {
    std::string bytes;
    bool has_null = false;
    for (const Parameter& element : elements) has_null = has_null || !element.bytes;
    append(bytes, elements.empty() ? 0 : 1, 4);
    append(bytes, has_null ? 1 : 0, 4);
    append(bytes, static_cast<std::uint32_t>(type), 4);
    if (!elements.empty()) {
        append(bytes, elements.size(), 4);
        append(bytes, 1, 4);
    }
    for (const Parameter& element : elements) {
        append(bytes, element.bytes ? element.bytes->size() : 0xFFFF'FFFF, 4);
        if (element.bytes) bytes += *element.bytes;
    }
    return {array_of(type), std::move(bytes)};
}

}  // namespace indaba::postgresql
