#include "broker/postgresql/connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <utility>

#include "broker/postgresql/libpq_keywords.hpp"

namespace indaba::postgresql {
namespace {

constexpr const char* no_password =
    "the server asks for a password; write it into the file that PGPASSFILE names, in one line "
    "HOST:PORT:DATABASE:USER:PASSWORD, and give that file the mode 0600";

/// Returns libpq's sentence in one line, without its end.
std::string sentence_of(const char* message) {
    std::string sentence = message ? message : "";
    while (!sentence.empty() && std::string_view("\n.?").find(sentence.back()) != std::string::npos)
        sentence.pop_back();
    std::erase(sentence, '\t');
    for (std::size_t end; (end = sentence.find('\n')) != std::string::npos;)
        sentence.replace(end, 1, "; ");
    return sentence.empty() ? "the connection ended" : sentence;
}

/// Says what to do about a certificate. libpq's own advice is to verify none.
std::string with_advice(std::string sentence) {
    if (const auto advice = sentence.find("; Either provide the file"); advice != sentence.npos)
        sentence.erase(advice);
    const bool is_about_authority = sentence.find("certificate verify failed") != sentence.npos ||
                                    sentence.find("root certificate file") != sentence.npos;
    return is_about_authority ? sentence +
                                    "; sslrootcert must name the file with the certificate "
                                    "of the authority that signed the server's"
                              : sentence;
}

std::string field(const PGresult* result, int which) {
    const char* value = PQresultErrorField(result, which);
    return value ? value : "";
}

Error error_of(const PGresult* result) {
    const std::string state = field(result, PG_DIAG_SQLSTATE);
    const std::string severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const std::string primary = field(result, PG_DIAG_MESSAGE_PRIMARY);
    const bool ended = severity == "FATAL" || severity == "PANIC";
    return {ended ? Failure::lost : failure_of(state),
            primary.empty() ? sentence_of(PQresultErrorMessage(result)) : primary, state};
}

bool has_failed(const PGresult* result) {
    const ExecStatusType status = PQresultStatus(result);
    return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK;
}

}  // namespace

// ---- the session ---------------------------------------------------------------------------

Connection::Connection(const Keywords& keywords) : handle_(nullptr, PQfinish) {
    // Before anything is sent: a false server could ask for the password in plain text.
    if (const std::string danger = danger_in(keywords); !danger.empty())
        throw Error(Failure::other, danger);
    const KeywordArrays arrays(keywords);
    handle_.reset(PQconnectdbParams(arrays.names.data(), arrays.values.data(), 0));
    if (!handle_) throw Error(Failure::other, "there is no memory for a connection");
    if (PQconnectionNeedsPassword(handle_.get()) == 1) throw Error(Failure::lost, no_password);
    if (PQstatus(handle_.get()) != CONNECTION_OK)
        throw Error(Failure::lost, with_advice(sentence_of(PQerrorMessage(handle_.get()))));
    PQsetnonblocking(handle_.get(), 1);
    PQsetNoticeReceiver(
        handle_.get(),
        [](void* self, const PGresult* notice) {
            if (failure_of(field(notice, PG_DIAG_SQLSTATE)) == Failure::unconfirmed)
                static_cast<Connection*>(self)->unconfirmed_ = true;
        },
        this);
}

Connection::~Connection() = default;

std::int64_t Connection::backend() const { return PQbackendPID(handle_.get()); }

bool Connection::is_in_transaction() const {
    return PQtransactionStatus(handle_.get()) != PQTRANS_IDLE;
}

std::vector<Keywords> Connection::each_server(const Keywords& used) const {
    const auto hosts = split_at_commas(keyword(handle_.get(), "host"));
    const auto ports = split_at_commas(keyword(handle_.get(), "port"));
    std::vector<Keywords> servers;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        servers.push_back(used);
        servers.back().emplace_back("host", hosts[i]);  // the last value of a keyword counts
        servers.back().emplace_back("port", ports.size() == hosts.size() ? ports[i] : ports[0]);
    }
    return servers;
}

void Connection::roll_back() {
    queue_.clear();
    if (is_in_transaction()) execute("ROLLBACK");
}

// ---- one round trip ------------------------------------------------------------------------

void Connection::round_trip() {
    if (queue_.empty()) return;
    std::vector<Statement> statements = std::exchange(queue_, {});
    deadline_ = std::chrono::steady_clock::now() + timeout_;
    unconfirmed_ = false;
    first_error_.reset();
    check(PQenterPipelineMode(handle_.get()) == 1);
    for (Statement& statement : statements) send_prepared(statement);
    check(PQpipelineSync(handle_.get()) == 1);
    flush();
    const std::vector<Result> results = receive(statements);
    if (unconfirmed_ && !first_error_)
        first_error_ = Error(Failure::unconfirmed, "the standby has not confirmed the commit");
    if (first_error_) throw Error(*first_error_);
    for (std::size_t i = 0; i < statements.size(); ++i)
        if (statements[i].handler) statements[i].handler(Rows(results[i]));
}

void Connection::commit() {
    send("COMMIT");
    round_trip();
}

void Connection::execute(const std::string& sql) {
    deadline_ = std::chrono::steady_clock::now() + timeout_;
    check(PQsendQuery(handle_.get(), sql.c_str()) == 1);
    flush();
    std::optional<Error> error;
    while (const Result result = next_result())
        if (has_failed(result.get()) && !error) error = error_of(result.get());
    if (error) throw Error(*error);
}

void Connection::send_prepared(Statement& statement) {
    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> lengths;
    for (const Parameter& value : statement.values) {
        types.push_back(value.type);
        values.push_back(value.bytes ? value.bytes->data() : nullptr);
        lengths.push_back(value.bytes ? static_cast<int>(value.bytes->size()) : 0);
    }
    const int count = static_cast<int>(values.size());
    const std::vector<int> binary(values.size(), 1);
    std::string& name = names_[statement.sql];
    if (name.empty()) {
        name = fmt::format("s{}", ++prepared_);
        statement.prepares = true;
        check(PQsendPrepare(handle_.get(), name.c_str(), statement.sql, count, types.data()) == 1);
    }
    check(PQsendQueryPrepared(handle_.get(), name.c_str(), count, values.data(), lengths.data(),
                              binary.data(), 1) == 1);
}

std::vector<Connection::Result> Connection::receive(const std::vector<Statement>& statements) {
    std::vector<Result> results;
    for (const Statement& statement : statements) {
        if (statement.prepares) {
            results.push_back(result_of(statement));
            // A statement behind one that failed was not prepared.
            if (has_failed(results.back().get())) names_.erase(statement.sql);
            results.pop_back();
        }
        results.push_back(result_of(statement));
    }
    const Result sync = next_result();
    if (!sync || PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) throw_lost("");
    check(PQexitPipelineMode(handle_.get()) == 1);
    return results;
}

/// Returns the next result and reads the mark behind it. The first error is remembered.
Connection::Result Connection::result_of(const Statement& statement) {
    Result result = next_result();
    if (!result) throw_lost("");
    if (has_failed(result.get()) && !first_error_) {
        first_error_ = error_of(result.get());
        if (first_error_->failure() == Failure::lost) throw Error(*first_error_);
    }
    // The server answers so to a COMMIT of a transaction in which something failed.
    if (statement.sql == std::string_view("COMMIT") && !first_error_ &&
        std::string_view(PQcmdStatus(const_cast<PGresult*>(result.get()))) == "ROLLBACK")
        first_error_ = Error(Failure::other, "the transaction had failed before");
    if (next_result()) throw_lost("");
    return result;
}

Connection::Result Connection::next_result() {
    PGconn* connection = handle_.get();
    while (PQisBusy(connection)) {
        wait(false);
        check(PQconsumeInput(connection) == 1);
    }
    return {PQgetResult(connection),
            [](const PGresult* result) { PQclear(const_cast<PGresult*>(result)); }};
}

void Connection::flush() {
    for (;;) {
        const int left = PQflush(handle_.get());
        if (left == 0) return;
        check(left == 1);
        wait(true);
        // A server that waits until its own answers are read would not read ours.
        check(PQconsumeInput(handle_.get()) == 1);
    }
}

void Connection::wait(bool to_write) {
    if (!wait_for_socket(PQsocket(handle_.get()), to_write, deadline_))
        throw_lost(fmt::format("the server has not answered for {} s", timeout_.count() / 1'000));
}

void Connection::check(bool accepted) {
    if (!accepted) throw_lost(PQerrorMessage(handle_.get()));
}

void Connection::throw_lost(const std::string& why) {
    throw Error(Failure::lost, sentence_of(why.c_str()));
}

}  // namespace indaba::postgresql
