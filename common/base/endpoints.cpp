#include "common/base/endpoints.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/trim.hpp"

namespace indaba::client {
namespace {

constexpr auto not_a_server = "A server is a host, host:port, or a whole join link.";

/// Returns the texts between the commas.
std::vector<std::string> split_at_commas(std::string_view text) {
    std::vector<std::string> parts;
    for (std::size_t comma = text.find(','); comma != text.npos; comma = text.find(',')) {
        parts.emplace_back(trimmed(text.substr(0, comma)));
        text.remove_prefix(comma + 1);
    }
    parts.emplace_back(trimmed(text));
    return parts;
}

}  // namespace

std::variant<Endpoints, std::string> parse_endpoints(std::string_view text) {
    const std::vector<std::string> parts = split_at_commas(text);
    Endpoints endpoints;
    for (const std::string& part : parts) {
        const std::optional<Endpoint> endpoint = parse_endpoint(part);
        if (!endpoint)
            return parts.size() == 1 ? not_a_server
                                     : fmt::format("\"{}\" is not a host or host:port.", part);
        if (std::ranges::find(endpoints, *endpoint) == endpoints.end())
            endpoints.push_back(*endpoint);
        if (endpoints.size() > max_endpoints)
            return fmt::format("A server has at most {} endpoints; these are more.", max_endpoints);
    }
    return endpoints;
}

std::string to_string(const Endpoints& endpoints) {
    std::string text;
    for (const Endpoint& endpoint : endpoints)
        text += (text.empty() ? "" : ",") + to_string(endpoint);
    return text;
}

}  // namespace indaba::client
