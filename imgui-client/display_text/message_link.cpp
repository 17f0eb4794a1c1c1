#include "imgui-client/display_text/message_link.hpp"

#include <algorithm>
#include <charconv>

namespace indaba::ui {
namespace {

constexpr std::string_view scheme = "indaba://";
constexpr std::string_view place = "/m/";
constexpr std::size_t id_digits = 2 * ConversationId::length;

constexpr std::string_view blanks = " \n\t";

}  // namespace

std::string message_link(const MessageAddress& address) {
    return std::string(scheme) + address.server + std::string(place) +
           to_hex(address.conversation) + "/" + std::to_string(address.number);
}

std::optional<MessageAddress> parse_message_link(std::string_view text) {
    if (!text.starts_with(scheme)) return std::nullopt;
    text.remove_prefix(scheme.size());
    const std::size_t slash = text.find('/');
    if (slash == 0 || slash == text.npos || !text.substr(slash).starts_with(place))
        return std::nullopt;
    const std::string server(text.substr(0, slash));
    text.remove_prefix(slash + place.size());
    if (text.size() < id_digits + 2 || text[id_digits] != '/') return std::nullopt;
    const auto conversation = ConversationId::from_hex(text.substr(0, id_digits));
    if (!conversation) return std::nullopt;
    text.remove_prefix(id_digits + 1);
    MessageAddress address{server, *conversation, 0};
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), address.number);
    const bool is_whole = error == std::errc() && end == text.data() + text.size();
    return is_whole && address.number > 0 ? std::optional(address) : std::nullopt;
}

std::vector<Link> find_message_links(std::string_view source) {
    std::vector<Link> links;
    for (std::size_t at = source.find(scheme); at != source.npos;
         at = source.find(scheme, at + 1)) {
        if (at > 0 && blanks.find(source[at - 1]) == blanks.npos) continue;
        const std::string_view rest = source.substr(at);
        const std::size_t length = std::min(rest.find_first_of(blanks), rest.size());
        std::string address(rest.substr(0, length));
        if (parse_message_link(address)) links.push_back({at, at + length, std::move(address)});
    }
    return links;
}

}  // namespace indaba::ui
