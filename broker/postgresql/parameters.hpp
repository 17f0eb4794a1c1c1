#pragma once
/// The values of a statement in PostgreSQL's binary form. Values are always bound, so SQL text
/// never holds bytes of a peer.
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/wire/bytes.hpp"

namespace indaba::postgresql {

/// Bytes that are not text.
struct Blob {
    std::string_view bytes;
};

/// The numbers of PostgreSQL's types (pg_type.dat).
enum class Type : std::uint32_t { boolean = 16, blob = 17, integer = 20, text = 25 };

/// One value. `bytes` is nullopt for NULL.
struct Parameter {
    std::uint32_t type = 0;
    std::optional<std::string> bytes{};
};

Parameter parameter(bool value);
Parameter parameter(std::int64_t value);
Parameter parameter(std::string_view text);
Parameter parameter(Blob blob);

template <std::same_as<std::uint64_t> Count>
Parameter parameter(Count value) {
    return parameter(static_cast<std::int64_t>(value));
}
inline Parameter parameter(const std::string& text) { return parameter(std::string_view(text)); }
inline Parameter parameter(const char* text) { return parameter(std::string_view(text)); }
template <class Tag, std::size_t N>
Parameter parameter(const Bytes<Tag, N>& value) {
    return parameter(Blob{value.view()});
}
template <class Value>
Parameter parameter(const std::optional<Value>& value) {
    if (value) return parameter(*value);
    return {parameter(Value{}).type, std::nullopt};
}

/// Returns an array of one dimension with these elements, all of `type`.
Parameter array(Type type, const std::vector<Parameter>& elements);

template <class Value>
Parameter parameter(const std::vector<Value>& values) {
    std::vector<Parameter> elements;
    elements.reserve(values.size());
    for (const Value& value : values) elements.push_back(parameter(value));
    return array(static_cast<Type>(parameter(Value{}).type), elements);
}

}  // namespace indaba::postgresql
