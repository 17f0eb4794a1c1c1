#pragma once
/// Bytes to message and back: the only place that knows msgpack. Both sides and all tests use it.
/// Decoding takes nothing on trust: lengths, depth, types, missing, doubled and trailing bytes are
/// judged before memory is spent; whether a name or a text is fit is not judged here.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/wire/protocol.hpp"

namespace indaba {

/// Why bytes are not a message. `code` is one of code::bad_message, code::unknown_message.
struct DecodeError {
    std::string code;
    std::string sentence;  // safe to show and to log: it quotes no byte of the peer's
    bool operator==(const DecodeError&) const = default;
};

/// One frame. Never longer than limit::frame when lists were cut by encoded_size().
std::string encode(const ToBroker& message);
std::string encode(const ToClient& message);

/// Never throws on any bytes.
std::variant<ToBroker, DecodeError> decode_to_broker(std::string_view frame);
std::variant<ToClient, DecodeError> decode_to_client(std::string_view frame);

/// The body of a `_rebind` entry and back; nothing when it is none.
std::string encode(const Rebound& rebound);
std::optional<Rebound> decode_rebound(std::string_view body);

/// Bytes that one element adds to a list; for cutting lists at limit::list.
std::size_t encoded_size(const Person& person);
std::size_t encoded_size(const Head& head);
std::size_t encoded_size(const Entry& entry);
std::size_t encoded_size(const KnownPerson& person);

/// The `t` of a message, for logs.
std::string_view type_of(const ToBroker& message);
std::string_view type_of(const ToClient& message);

}  // namespace indaba
