#include "broker/postgresql/libpq_keywords.hpp"

#include <libpq-fe.h>

#include <memory>

namespace indaba::postgresql {

KeywordArrays::KeywordArrays(const Keywords& keywords) {
    for (const auto& [name, value] : keywords) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
}

std::string keyword(pg_conn* connection, std::string_view name) {
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
        PQconninfo(connection), PQconninfoFree);
    for (const PQconninfoOption* option = options.get(); option && option->keyword; ++option)
        if (option->keyword == name && option->val) return option->val;
    return {};
}

std::vector<std::string> split_at_commas(const std::string& list) {
    std::vector<std::string> parts{""};
    for (const char c : list)
        if (c == ',')
            parts.emplace_back();
        else
            parts.back() += c;
    return parts;
}

}  // namespace indaba::postgresql
