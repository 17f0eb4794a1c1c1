#pragma once
/// The address of a message, indaba://HOST:PORT/m/CONVERSATION/NUMBER, with which people point each
/// other to it. Pure.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/wire/protocol.hpp"
#include "imgui-client/display_text/links.hpp"

namespace indaba::ui {

struct MessageAddress {
    std::string server;  // "host:port"
    ConversationId conversation{};
    std::uint64_t number = 0;
    bool operator==(const MessageAddress&) const = default;
};

/// Returns the address as text.
std::string message_link(const MessageAddress& address);
/// Returns the address that a text is as a whole; nullopt for any other text.
std::optional<MessageAddress> parse_message_link(std::string_view text);
/// Returns the addresses of messages in `source`, ascending; each stands between blanks.
std::vector<Link> find_message_links(std::string_view source);

}  // namespace indaba::ui
