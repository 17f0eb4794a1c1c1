#include "broker/journal/dump_json.hpp"

#include <concepts>
#include <string_view>
#include <vector>

#include "common/base/json.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/text.hpp"

namespace indaba::broker {
namespace {

std::string json(std::uint64_t value) { return std::to_string(value); }
std::string json(std::int64_t value) { return std::to_string(value); }
template <std::same_as<bool> B>
std::string json(B value) {
    return value ? "true" : "false";
}
std::string json(const std::string& text) { return json_string(text); }
template <class Tag, std::size_t N>
std::string json(const Bytes<Tag, N>& value) {
    return json_string(to_hex(value));
}
std::string json(const Between& between) {
    return "[" + json(between.low) + "," + json(between.high) + "]";
}
template <class T>
std::string json(const std::vector<T>& list) {
    std::string text;
    for (const T& item : list) text += (text.empty() ? "" : ",") + json(item);
    return "[" + text + "]";
}

class JsonObject {
 public:
    void add(std::string_view name, const std::string& value) {
        text_ += (text_.empty() ? "\"" : ",\"") + std::string(name) + "\":" + value;
    }
    std::string end() const { return "{" + text_ + "}"; }

 private:
    std::string text_;
};

template <class T>
void add(const Field<T>& field, JsonObject& object) {
    if constexpr (requires { field.value.has_value(); }) {
        if (field.value) object.add(field.name, json(*field.value));
    } else {
        object.add(field.name, json(field.value));
    }
}
template <class T>
void add(const MaybeField<T>& field, JsonObject& object) {
    if (field.value != std::remove_const_t<T>{}) object.add(field.name, json(field.value));
}

template <class Fields>
void add_all(const Fields& fields, JsonObject& object) {
    std::apply([&](const auto&... field) { (add(field, object), ...); }, fields);
}

template <class Body>
std::string object_of(const Body& body) {
    JsonObject object;
    add_all(Body::fields(body), object);
    return object.end();
}

bool is_text(const Entry& entry) { return entry.kind == kind_text && valid_utf8(entry.body); }

/// Returns what a body says; "" when it cannot be read.
std::string content_of(const Entry& entry) {
    if (is_text(entry)) return json(entry.body);
    if (const auto body = decode_referring(entry.kind, entry.body))
        return std::visit([](const auto& any) { return object_of(any); }, *body);
    if (entry.kind == kind_room)
        if (const auto event = decode_room_event(entry.body)) return object_of(*event);
    if (entry.kind == kind_rebind)
        if (const auto rebound = decode_rebound(entry.body)) return object_of(*rebound);
    return {};
}

void add_body(const Entry& entry, JsonObject& object) {
    if (entry.erased) return object.add("body_hash", json(*entry.erased));
    if (!is_text(entry)) object.add("body", json_string(to_hex(entry.body)));
    if (const std::string content = content_of(entry); !content.empty())
        object.add("content", content);
}

void add_fields(const DumpEntry& record, JsonObject& object) {
    const Entry& entry = record.entry;
    object.add("conversation", json(record.conversation));
    object.add("number", json(entry.number));
    object.add("account", json(entry.account));
    object.add("at", json(entry.at));
    object.add("id", json(entry.id));
    object.add("kind", json(entry.kind));
    add_body(entry, object);
    object.add("hash", json(record.hash));
    if (record.unexplained) object.add("unexplained", json(true));
}
template <class Record>
void add_fields(const Record& record, JsonObject& object) {
    add_all(Record::fields(record), object);
}

}  // namespace

std::string json_line(const DumpRecord& record) {
    JsonObject object;
    std::visit(
        [&](const auto& any) {
            object.add("t", json_string(std::decay_t<decltype(any)>::type));
            add_fields(any, object);
        },
        record);
    return object.end() + "\n";
}

}  // namespace indaba::broker
