#include "common/wire/codec.hpp"

#include <fmt/format.h>

#include <concepts>
#include <msgpack.hpp>

#include "common/wire/text.hpp"

namespace indaba {
namespace {

// ---- writing -------------------------------------------------------------------------------

/// Counts the bytes of an encoding without storing them, so that a list can be split beforehand.
struct Counter {
    std::size_t bytes = 0;
    void write(const char*, std::size_t length) { bytes += length; }
};

struct Frame {
    std::string bytes;
    void write(const char* data, std::size_t length) { bytes.append(data, length); }
};

template <class T>
concept Declared = requires(T& value) {
    T::fields(value);
};

template <class Out>
using Packer = msgpack::packer<Out>;

template <class Out>
void put(Packer<Out>& out, std::uint64_t value) {
    out.pack_uint64(value);
}
template <class Out>
void put(Packer<Out>& out, std::int64_t value) {
    out.pack_int64(value);
}
template <class Out, std::same_as<bool> B>
void put(Packer<Out>& out, B value) {
    value ? out.pack_true() : out.pack_false();
}
template <class Out>
void put_raw(Packer<Out>& out, std::string_view raw) {
    out.pack_bin(static_cast<std::uint32_t>(raw.size()));
    out.pack_bin_body(raw.data(), static_cast<std::uint32_t>(raw.size()));
}
template <class Out>
void put_text(Packer<Out>& out, std::string_view text) {
    out.pack_str(static_cast<std::uint32_t>(text.size()));
    out.pack_str_body(text.data(), static_cast<std::uint32_t>(text.size()));
}
template <class Out>
void put(Packer<Out>& out, const std::string& text) {
    put_text(out, text);
}
template <class Out, class Tag, std::size_t N>
void put(Packer<Out>& out, const Bytes<Tag, N>& value) {
    put_raw(out, value.view());
}
template <class Out>
void put(Packer<Out>& out, const Between& between) {
    out.pack_array(2);
    put(out, between.low);
    put(out, between.high);
}
template <class Out, class T>
void put(Packer<Out>& out, const std::vector<T>& list);
template <class Out, Declared T>
void put(Packer<Out>& out, const T& part);

/// Returns true for the field that is bytes and not text: the body of an unknown kind may be
/// anything.
constexpr bool is_body(std::string_view name) { return name == "body"; }

template <class T>
bool present(const Field<T>&) {
    return true;
}
template <class T>
bool present(const Field<const std::optional<T>>& f) {
    return f.value.has_value();
}
template <class T>
bool present(const MaybeField<T>& f) {
    return !(f.value == std::remove_const_t<T>{});
}

template <class Out, class F>
void put_field(Packer<Out>& out, const F& f) {
    if (!present(f)) return;
    put_text(out, f.name);
    if constexpr (requires { f.value.has_value(); })
        put(out, *f.value);
    else if constexpr (requires { f.value.c_str(); })
        is_body(f.name) ? put_raw(out, f.value) : put_text(out, f.value);
    else
        put(out, f.value);
}

template <class Out, class T>
void put_map(Packer<Out>& out, const T& value, std::string_view type) {
    std::apply(
        [&](const auto&... f) {
            const std::uint32_t count = (0U + ... + (present(f) ? 1U : 0U));
            out.pack_map(count + (type.empty() ? 0 : 1));
            if (!type.empty()) {
                put_text(out, "t");
                put_text(out, type);
            }
            (put_field(out, f), ...);
        },
        T::fields(value));
}

template <class Out, class T>
void put(Packer<Out>& out, const std::vector<T>& list) {
    out.pack_array(static_cast<std::uint32_t>(list.size()));
    for (const T& item : list) put(out, item);
}
template <class Out, Declared T>
void put(Packer<Out>& out, const T& part) {
    put_map(out, part, {});
}

template <class Variant>
std::string encode_any(const Variant& message) {
    Frame frame;
    Packer<Frame> packer(frame);
    std::visit([&](const auto& m) { put_map(packer, m, std::decay_t<decltype(m)>::type); },
               message);
    return std::move(frame.bytes);
}

template <class T>
std::size_t size_of(const T& part) {
    Counter counter;
    Packer<Counter> packer(counter);
    put(packer, part);
    return counter.bytes;
}

// ---- reading -------------------------------------------------------------------------------

/// Thrown by the decoding functions of this file and caught in decode_any().
struct Refused {
    std::string sentence;
};

[[noreturn]] void refuse(std::string_view field, std::string_view why) {
    throw Refused{fmt::format("field '{}' {}", field, why)};
}

using Object = msgpack::object;

template <class T>
void take(const Object& o, std::string_view name, std::vector<T>& list);
template <Declared T>
void take(const Object& o, std::string_view name, T& part);

void take(const Object& o, std::string_view name, std::uint64_t& value) {
    if (o.type != msgpack::type::POSITIVE_INTEGER) refuse(name, "must be a number from 0");
    value = o.via.u64;
}
void take(const Object& o, std::string_view name, std::int64_t& value) {
    const bool fits = o.type == msgpack::type::NEGATIVE_INTEGER ||
                      (o.type == msgpack::type::POSITIVE_INTEGER && o.via.u64 <= INT64_MAX);
    if (!fits) refuse(name, "must be a whole number of 64 bits");
    value = o.via.i64;
}
void take(const Object& o, std::string_view name, bool& value) {
    if (o.type != msgpack::type::BOOLEAN) refuse(name, "must be true or false");
    value = o.via.boolean;
}
void take(const Object& o, std::string_view name, std::string& value) {
    if (is_body(name)) {
        if (o.type != msgpack::type::BIN) refuse(name, "must be bytes (bin)");
        value.assign(o.via.bin.ptr, o.via.bin.size);
        return;
    }
    if (o.type != msgpack::type::STR) refuse(name, "must be text (str)");
    value.assign(o.via.str.ptr, o.via.str.size);
    if (!valid_utf8(value)) refuse(name, "is not valid UTF-8");
}
template <class Tag, std::size_t N>
void take(const Object& o, std::string_view name, Bytes<Tag, N>& value) {
    if (o.type != msgpack::type::BIN || o.via.bin.size != N)
        refuse(name, fmt::format("must be {} bytes (bin)", N));
    value = *Bytes<Tag, N>::from({o.via.bin.ptr, o.via.bin.size});
}
void take(const Object& o, std::string_view name, Between& between) {
    if (o.type != msgpack::type::ARRAY || o.via.array.size != 2)
        refuse(name, "must be a list of two accounts");
    take(o.via.array.ptr[0], name, between.low);
    take(o.via.array.ptr[1], name, between.high);
    if (between.high < between.low) refuse(name, "must begin with the lower account");
}
template <class T>
void take(const Object& o, std::string_view name, std::optional<T>& value) {
    take(o, name, value.emplace());
}

std::string_view key_of(const msgpack::object_kv& pair) {
    if (pair.key.type != msgpack::type::STR) throw Refused{"a field's name must be text (str)"};
    return {pair.key.via.str.ptr, pair.key.via.str.size};
}

const Object* find(const Object& map, std::string_view name) {
    const Object* found = nullptr;
    for (std::uint32_t i = 0; i < map.via.map.size; ++i) {
        const msgpack::object_kv& pair = map.via.map.ptr[i];
        if (key_of(pair) != name) continue;
        if (found) refuse(name, "is there twice");
        found = &pair.val;
    }
    return found;
}

template <class T>
void take_field(const Object& map, const Field<T>& f) {
    if (const Object* o = find(map, f.name))
        take(*o, f.name, f.value);
    else if constexpr (!requires { f.value.has_value(); })
        refuse(f.name, "is missing");
}
template <class T>
void take_field(const Object& map, const MaybeField<T>& f) {
    if (const Object* o = find(map, f.name)) take(*o, f.name, f.value);
}

template <class T>
void take_map(const Object& map, T& value) {
    std::apply([&](const auto&... f) { (take_field(map, f), ...); }, T::fields(value));
}

template <class T>
void take(const Object& o, std::string_view name, std::vector<T>& list) {
    if (o.type != msgpack::type::ARRAY) refuse(name, "must be a list");
    // Grows with what proved right, not with what was announced.
    for (std::uint32_t i = 0; i < o.via.array.size; ++i)
        take(o.via.array.ptr[i], name, list.emplace_back());
}
template <Declared T>
void take(const Object& o, std::string_view name, T& part) {
    if (o.type != msgpack::type::MAP) refuse(name, "must be a map");
    take_map(o, part);
}

/// Decodes the map as the message of the variant that has this type.
template <class Variant, std::size_t I = 0>
Variant read_as(const Object& map, std::string_view type, bool& known) {
    if constexpr (I < std::variant_size_v<Variant>) {
        using Message = std::variant_alternative_t<I, Variant>;
        if (type != Message::type) return read_as<Variant, I + 1>(map, type, known);
        Message message;
        take_map(map, message);
        return message;
    } else {
        known = false;
        return {};
    }
}

/// The limits of a message and of each list in it.
struct MapLimits {
    std::size_t bytes = limit::frame;
    std::size_t items = limit::list_items;
    const char* too_long = "a message has at most 64 KiB";
};

/// Returns what `read` makes of the map that the bytes are.
template <class Result, class Read>
std::variant<Result, DecodeError> decode_map(std::string_view frame, const Read& read,
                                             const MapLimits& most = {}) {
    const auto bad = [](std::string sentence) {
        return DecodeError{std::string(code::bad_message), std::move(sentence)};
    };
    if (frame.size() > most.bytes) return bad(most.too_long);
    try {
        // The limits are for array, map, str, bin, ext and depth. With those of the wire, a header
        // of a few bytes allocates at most 48 KiB.
        const msgpack::unpack_limit limits(most.items, limit::map_fields, limit::frame,
                                           limit::frame, 0, limit::depth);
        msgpack::zone zone;
        std::size_t end = 0;
        bool referenced = false;
        const Object map = msgpack::unpack(
            zone, frame.data(), frame.size(), end, referenced,
            [](msgpack::type::object_type, std::size_t, void*) { return true; }, nullptr, limits);
        if (end != frame.size()) return bad("there are bytes after the message");
        if (map.type != msgpack::type::MAP) return bad("a message is a msgpack map");
        return read(map);
    } catch (const Refused& refused) {
        return bad(refused.sentence);
    } catch (const msgpack::size_overflow&) {
        return bad("a list, map or text is longer or deeper than any message needs");
    } catch (const msgpack::insufficient_bytes&) {
        return bad("the message ends too early");
    } catch (const msgpack::unpack_error&) {
        return bad("this is not msgpack");
    }
}

template <class Variant>
std::variant<Variant, DecodeError> decode_any(std::string_view frame, const MapLimits& most = {}) {
    using Result = std::variant<Variant, DecodeError>;
    const auto read = [](const Object& map) -> Result {
        std::string type;
        take_field(map, field("t", type));
        bool known = true;
        Variant message = read_as<Variant>(map, type, known);
        if (known) return message;
        return DecodeError{std::string(code::unknown_message),
                           "this version does not know that message"};
    };
    return decode_map<Variant>(frame, read, most);
}

template <class Body>
std::optional<Body> decode_body(std::string_view bytes) {
    auto decoded = decode_map<Body>(bytes, [](const Object& map) {
        Body body;
        take_map(map, body);
        return std::variant<Body, DecodeError>(std::move(body));
    });
    if (auto* found = std::get_if<Body>(&decoded)) return std::move(*found);
    return std::nullopt;
}

template <class Body>
std::string encode_body(const Body& body) {
    Frame frame;
    Packer<Frame> packer(frame);
    put_map(packer, body, {});
    return std::move(frame.bytes);
}

template <std::size_t I = 0>
std::optional<ReferringBody> decode_as_referring(std::string_view kind, std::string_view bytes) {
    if constexpr (I < std::variant_size_v<ReferringBody>) {
        using Body = std::variant_alternative_t<I, ReferringBody>;
        if (kind != Body::kind) return decode_as_referring<I + 1>(kind, bytes);
        if (auto body = decode_body<Body>(bytes)) return std::move(*body);
    }
    return std::nullopt;
}

}  // namespace

std::string encode(const ToBroker& message) { return encode_any(message); }
std::string encode(const ToClient& message) { return encode_any(message); }

std::variant<ToBroker, DecodeError> decode_to_broker(std::string_view frame) {
    return decode_any<ToBroker>(frame);
}
std::variant<ToClient, DecodeError> decode_to_client(std::string_view frame) {
    return decode_any<ToClient>(frame);
}

std::string encode(const Rebound& rebound) { return encode_any(std::variant<Rebound>(rebound)); }

std::optional<Rebound> decode_rebound(std::string_view body) {
    auto decoded = decode_any<std::variant<Rebound>>(body);
    if (auto* found = std::get_if<std::variant<Rebound>>(&decoded))
        return std::get<Rebound>(std::move(*found));
    return std::nullopt;
}

std::string encode(const RoomEvent& event) { return encode_body(event); }
std::optional<RoomEvent> decode_room_event(std::string_view body) {
    return decode_body<RoomEvent>(body);
}

std::string encode(const ReferringBody& body) {
    return std::visit([](const auto& any) { return encode_body(any); }, body);
}
std::optional<ReferringBody> decode_referring(std::string_view kind, std::string_view body) {
    return decode_as_referring(kind, body);
}

namespace {
struct DumpVersion {
    std::uint64_t version = 0;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("version", self.version)};
    }
};
}  // namespace

std::string encode(const DumpRecord& record) { return encode_any(record); }
std::variant<DumpRecord, DecodeError> decode_dump_record(std::string_view bytes) {
    return decode_any<DumpRecord>(bytes);
}
std::optional<std::uint64_t> decode_dump_version(std::string_view bytes) {
    const auto decoded = decode_body<DumpVersion>(bytes);
    return decoded ? std::optional(decoded->version) : std::nullopt;
}

std::string encode(const PeerRecord& record) { return encode_any(record); }
std::variant<PeerRecord, DecodeError> decode_peer_record(std::string_view bytes) {
    return decode_any<PeerRecord>(
        bytes, {max_peer_record_bytes, max_peer_record_items, "it has at most 16 MiB"});
}

std::size_t encoded_size(const Person& person) { return size_of(person); }
std::size_t encoded_size(const Head& head) { return size_of(head); }
std::size_t encoded_size(const Entry& entry) { return size_of(entry); }
std::size_t encoded_size(const KnownPerson& person) { return size_of(person); }
std::size_t encoded_size(const RoomInfo& room) { return size_of(room); }

std::string_view type_of(const ToBroker& message) {
    return std::visit([](const auto& m) { return std::decay_t<decltype(m)>::type; }, message);
}
std::string_view type_of(const ToClient& message) {
    return std::visit([](const auto& m) { return std::decay_t<decltype(m)>::type; }, message);
}

}  // namespace indaba
