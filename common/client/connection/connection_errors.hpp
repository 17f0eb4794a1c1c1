#pragma once
/// The sentences that say why a connection could not be opened or was lost. Used by connection.cpp.

namespace indaba::client::why {

constexpr auto refused = "No server is listening there.";
constexpr auto no_route = "That address cannot be reached from this network.";
constexpr auto unknown_host = "No host of that name was found.";
constexpr auto no_answer = "The server did not answer in time.";
constexpr auto not_a_broker = "A server answers there, but it is not an Indaba broker.";
constexpr auto silent =
    "A server accepts connections there but sends nothing: it is not an Indaba broker, or it "
    "hangs.";
constexpr auto no_address = "That is not a valid address.";
constexpr auto lost = "The connection was lost.";
constexpr auto denied =
    "The broker does not let you in. Ask its owner for an invite, or to allow your key "
    "(indaba-cli key show, or ./run cli key show, prints it).";
constexpr auto unverified_key = "It is not known yet whether this broker can be trusted.";
constexpr auto key_mismatch = "The broker there has another key than the trusted one.";
constexpr auto at_capacity =
    "The broker is running but did not accept the connection. It may be full.";
constexpr auto no_key_announced =
    "A server answers there but announces no key: it is not an Indaba broker, or its owner must "
    "give you its join link.";
constexpr auto is_plain =
    "The broker there does not use encryption. To connect anyway, use --insecure-plain.";
constexpr auto is_encrypted = "The broker there uses encryption. Connect without --insecure-plain.";

}  // namespace indaba::client::why
