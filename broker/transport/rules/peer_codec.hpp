#pragma once
/// Encodes the messages between brokers: one byte, the number of the format, and a record of
/// msgpack (peer_records.hpp). Brokers of another format ignore them. Pure.
#include <optional>
#include <string>
#include <string_view>

#include "broker/core/peers.hpp"

namespace indaba::broker {

/// A format that this version would misread has another number.
constexpr char peer_format = '\1';

std::string encode(const PeerMessage& message);
/// Returns nullopt for another format, a type that this version does not know, and bytes that are
/// no message. Does not throw, whatever the bytes are.
std::optional<PeerMessage> decode_peer_message(std::string_view bytes);

}  // namespace indaba::broker
