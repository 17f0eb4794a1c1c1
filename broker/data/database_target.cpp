#include "broker/data/database_target.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "broker/journal/postgresql/postgresql_dump_reader.hpp"
#include "broker/journal/postgresql/postgresql_dump_writer.hpp"
#include "broker/journal/postgresql/postgresql_sessions.hpp"

namespace indaba::broker {

MovedJournal make_in_database(const std::string& database, std::string_view nothing,
                              const std::function<void(DumpWriter&)>& write) {
    try {
        PostgresqlDumpWriter journal(connect_once(database));
        write(journal);
    } catch (const postgresql::Error& error) {
        const bool is_unknown = error.failure() == postgresql::Failure::lost ||
                                error.failure() == postgresql::Failure::unconfirmed;
        throw std::runtime_error(
            fmt::format("The database does not take the journal: {}. {}", error.what(),
                        is_unknown ? "`verify` tells whether it is there." : nothing));
    }
    PostgresqlDumpReader written(connect_once(database));
    return check_journal(written);
}

}  // namespace indaba::broker
