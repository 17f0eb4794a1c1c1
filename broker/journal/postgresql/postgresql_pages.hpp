#pragma once
/// Reads pages of entries. The journal's reader owns it. Errors are thrown as postgresql::Error.
#include "broker/journal/journal.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

/// Makes one round trip, and a second one for a page that continues another.
PageRead read_page(postgresql::Connection& database, const PageRequest& request);

}  // namespace indaba::broker
