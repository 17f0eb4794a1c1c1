#include "tests/journal/postgresql_harness.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "tests/postgresql/sql.hpp"

namespace indaba::broker {
namespace {

test::PostgresqlServer& shared_server() {
    static test::PostgresqlServer server;
    return server;
}

/// Returns the part of CREATE TRIGGER that names the row which the write stores last.
std::string trigger_at_last_row(const Write& write) {
    if (const auto* enrolment = std::get_if<Enrolment>(&write))
        return fmt::format("INSERT ON standings FOR EACH ROW WHEN (NEW.account = '\\x{}')",
                           to_hex(enrolment->account));
    if (const auto* change = std::get_if<RoomChange>(&write))
        return fmt::format("INSERT ON members FOR EACH ROW WHEN (NEW.conversation = '\\x{}')",
                           to_hex(change->announcement.conversation.id));
    const auto* rebind = std::get_if<Rebind>(&write);
    const Post& post = rebind ? rebind->announcement : std::get<Post>(write);
    return fmt::format("INSERT ON entries FOR EACH ROW WHEN (NEW.id = '\\x{}')", to_hex(post.id));
}

}  // namespace

PostgresqlHarness::PostgresqlHarness() : PostgresqlHarness(shared_server()) {}

PostgresqlHarness::PostgresqlHarness(test::PostgresqlServer& server)
    : connection_(server.new_database()) {
    reopen();
}

void PostgresqlHarness::close() {
    journal_.reset();
    waiter_.reset();
}

void PostgresqlHarness::reopen() {
    close();
    journal_ = std::make_unique<PostgresqlJournal>(connection_);
    waiter_ = std::make_unique<Waiter>(*journal_);
}

void PostgresqlHarness::move_to(std::string connection) {
    connection_ = std::move(connection);
    reopen();
}

std::string PostgresqlHarness::sql(const std::string& text) const {
    return test::sql(connection_,
                     "SET client_min_messages = warning; SET search_path = indaba; " + text);
}

Committed PostgresqlHarness::commit_with_failing(std::size_t at, std::vector<Write> writes) {
    sql(
        fmt::format("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$BEGIN RAISE EXCEPTION 'refused'; END$$; "
                    "CREATE TRIGGER refuse BEFORE {} EXECUTE FUNCTION refuse()",
                    trigger_at_last_row(writes.at(at))));
    Committed committed = commit(std::move(writes));
    sql("DROP FUNCTION refuse CASCADE");
    return committed;
}

}  // namespace indaba::broker
