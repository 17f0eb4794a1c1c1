#include "broker/postgresql/rows.hpp"

#include <libpq-fe.h>

namespace indaba::postgresql {

bool Rows::next() { return ++row_ < size(); }

int Rows::size() const { return PQntuples(result_.get()); }

bool Rows::is_null(int column) const { return PQgetisnull(result_.get(), row_, column) != 0; }

std::string_view Rows::view(int column) const {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

std::int64_t Rows::integer(int column) const {
    const std::string_view raw = view(column);
    if (raw.size() != 8) throw_wrong_length();
    std::uint64_t value = 0;
    for (const char byte : raw) value = value << 8 | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(value);
}

void Rows::throw_wrong_length() {
    throw Error(Failure::other, "the journal is damaged: a value has a wrong length");
}

}  // namespace indaba::postgresql
