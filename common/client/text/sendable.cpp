#include "common/client/text/sendable.hpp"

#include <fmt/format.h>

#include "common/base/utf8.hpp"
#include "common/wire/protocol.hpp"
#include "common/wire/text.hpp"

namespace indaba::client {

std::optional<std::string> unsendable_sentence(std::string_view text) {
    if (text.empty()) return "The text is empty: it was not sent.";
    if (leading_blanks(text) == text.size())
        return "The text has only blanks and invisible characters: it was not sent.";
    if (text.size() > limit::body)
        return fmt::format("The text is longer than {} bytes: it was not sent.", limit::body);
    if (!valid_utf8(text)) return "The text is not valid UTF-8: it was not sent.";
    return std::nullopt;
}

}  // namespace indaba::client
