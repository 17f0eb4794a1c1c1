#include "broker/postgresql/error.hpp"

#include <algorithm>
#include <array>

namespace indaba::postgresql {
namespace {

bool begins_with_one_of(std::string_view state,
                        std::initializer_list<std::string_view> beginnings) {
    return std::ranges::any_of(
        beginnings, [state](std::string_view beginning) { return state.starts_with(beginning); });
}

}  // namespace

Failure failure_of(std::string_view sqlstate) {
    // The server ends, is not ready, only reads, or ended this session: 08, 57P, 25006, 25P03.
    if (sqlstate.empty() || begins_with_one_of(sqlstate, {"08", "57P", "25006", "25P03"}))
        return Failure::lost;
    if (sqlstate == "01000") return Failure::unconfirmed;
    if (begins_with_one_of(sqlstate, {"40001", "40P01"})) return Failure::again;
    if (begins_with_one_of(sqlstate, {"22", "23", "54", "P0001"})) return Failure::rejected_value;
    if (begins_with_one_of(sqlstate, {"53100"})) return Failure::full;
    if (begins_with_one_of(sqlstate, {"55P03", "57014", "53"})) return Failure::busy;
    return Failure::other;
}

}  // namespace indaba::postgresql
