#include "broker/postgresql/settings.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <memory>
#include <stdexcept>

#include "broker/postgresql/libpq_keywords.hpp"

namespace indaba::postgresql {
namespace {

/// The limits of time are the server's: it ends a session that holds a lock and says nothing.
constexpr const char* session_options =
    "-c idle_in_transaction_session_timeout=2s -c lock_timeout=2s -c statement_timeout=5s "
    "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=2 "
    "-c synchronous_commit=on -c default_transaction_isolation=read\\ committed "
    "-c search_path=indaba -c client_min_messages=warning -c standard_conforming_strings=on";

std::string* find(Keywords& keywords, std::string_view keyword) {
    for (auto& [name, value] : keywords)
        if (name == keyword) return &value;
    return nullptr;
}

void set_unless_chosen(Keywords& keywords, const char* keyword, const char* value) {
    if (!find(keywords, keyword)) keywords.emplace_back(keyword, value);
}

Keywords parse(const std::string& chosen) {
    char* why = nullptr;
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
        PQconninfoParse(chosen.c_str(), &why), PQconninfoFree);
    const std::unique_ptr<char, void (*)(void*)> sentence(why, PQfreemem);
    // libpq's sentence may quote a part of what was given, and so a password.
    if (!options)
        throw std::runtime_error(
            "The words that tell how to reach PostgreSQL cannot be read. Give a URL like "
            "postgresql://HOST/DATABASE, or words like service=indaba.");
    Keywords keywords;
    for (const PQconninfoOption* option = options.get(); option->keyword; ++option)
        if (option->val) keywords.emplace_back(option->keyword, option->val);
    return keywords;
}

}  // namespace

Keywords session_keywords(const std::string& chosen, const std::string& application) {
    Keywords keywords = parse(chosen);
    if (find(keywords, "password"))
        throw std::runtime_error(
            "The password must not be among the words that tell how to reach PostgreSQL: the list "
            "of processes shows them. Write it into a file with mode 0600 and name that file by "
            "PGPASSFILE, or by passfile= in a service file.");
    if (std::string* options = find(keywords, "options"))
        *options += fmt::format(" {}", session_options);
    else
        keywords.emplace_back("options", session_options);
    set_unless_chosen(keywords, "target_session_attrs", "read-write");
    set_unless_chosen(keywords, "connect_timeout", "2");
    set_unless_chosen(keywords, "tcp_user_timeout", "2000");
    set_unless_chosen(keywords, "keepalives_idle", "2");
    set_unless_chosen(keywords, "application_name", application.c_str());
    keywords.emplace_back("client_encoding", "UTF8");
    return keywords;
}

std::string danger_of(const std::string& host, const std::string& sslmode) {
    const bool stays_here = host.empty() || host.starts_with('/') || host.starts_with('@') ||
                            host == "localhost" || host == "127.0.0.1" || host == "::1";
    if (stays_here || sslmode == "verify-full") return {};
    return fmt::format(
        "the connection to PostgreSQL at {} would trust whoever answers (sslmode is {}); add "
        "sslmode=verify-full and sslrootcert=FILE",
        host, sslmode.empty() ? "prefer" : sslmode);
}

std::string danger_in(Keywords keywords) {
    // libpq refuses this value after it has read service file and environment, before it connects.
    keywords.emplace_back("target_session_attrs", "none");
    const KeywordArrays arrays(keywords);
    const std::unique_ptr<PGconn, void (*)(PGconn*)> unopened(
        PQconnectStartParams(arrays.names.data(), arrays.values.data(), 0), PQfinish);
    const std::string addresses = keyword(unopened.get(), "hostaddr");
    const std::string hosts = addresses.empty() ? keyword(unopened.get(), "host") : addresses;
    for (const std::string& host : split_at_commas(hosts))
        if (std::string danger = danger_of(host, keyword(unopened.get(), "sslmode"));
            !danger.empty())
            return danger;
    return {};
}

}  // namespace indaba::postgresql
