#include "common/client/text/changed_key.hpp"

#include <fmt/format.h>

namespace indaba::client {

std::string changed_key_sentence(const std::string& name) {
    return fmt::format(
        "WARNING: {} has another key than before. The operator gives a name to another key when "
        "the old one is lost. If you did not hear of it, ask {} in person.",
        name, name);
}

}  // namespace indaba::client
