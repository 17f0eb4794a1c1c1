#include "common/client/replica/exported_file.hpp"

#include <memory>
#include <utility>

#include "common/client/replica/replica_file.hpp"

namespace indaba::client {
namespace {

/// The entries of one conversation, while they are read.
class ExportedEntries {
 public:
    ExportedEntries(const sqlite::Connection& file, std::int64_t conversation)
        : statement_(file,
                     "SELECT e.number, a.account, e.at, e.id, e.kind, e.body, "
                     "CASE WHEN length(e.body) = 0 THEN (SELECT x.hash FROM erased AS x "
                     "WHERE x.conversation = e.conversation AND x.number = e.number) END "
                     "FROM entries AS e JOIN accounts AS a ON a.key = e.account "
                     "WHERE e.conversation = ? ORDER BY e.number"),
          rows_(statement_.query(conversation)) {}

    std::optional<Entry> next() {
        if (!rows_.next()) return std::nullopt;
        return Entry{rows_.count(0),
                     rows_.bytes<Account>(1),
                     rows_.integer(2),
                     rows_.bytes<MessageId>(3),
                     rows_.text(4),
                     rows_.text(5),
                     rows_.optional_bytes<Hash>(6)};
    }

 private:
    sqlite::Statement statement_;
    sqlite::Rows rows_;
};

}  // namespace

ExportedFile::ExportedFile(const std::filesystem::path& file)
    : path_(file), file_(open_exported_file(file)), origin_(origin_of(file_)) {}

std::vector<ExportedConversation> ExportedFile::conversations() const {
    sqlite::Statement statement(file_, "SELECT key, id, head FROM conversations ORDER BY key");
    std::vector<ExportedConversation> all;
    sqlite::Rows rows = statement.query();
    while (rows.next()) {
        std::optional<Head> head = stored_head(rows.text(2));
        if (!head || head->conversation.id != rows.bytes<ConversationId>(1))
            throw file_.damaged("a conversation cannot be read");
        all.push_back({rows.integer(0), std::move(*head), ranges_of(rows.integer(0))});
    }
    return all;
}

HeldRanges ExportedFile::ranges_of(std::int64_t conversation) const {
    sqlite::Statement statement(file_,
                                "SELECT first, last, before, hash FROM ranges "
                                "WHERE conversation = ? ORDER BY first");
    HeldRanges ranges;
    sqlite::Rows rows = statement.query(conversation);
    while (rows.next())
        ranges.push_back({rows.count(0), rows.count(1), rows.bytes<Hash>(2), rows.bytes<Hash>(3)});
    return ranges;
}

std::map<Account, std::string> ExportedFile::names() const {
    sqlite::Statement statement(file_, "SELECT account, name FROM accounts WHERE name <> ''");
    std::map<Account, std::string> names;
    sqlite::Rows rows = statement.query();
    while (rows.next()) names[rows.bytes<Account>(0)] = rows.text(1);
    return names;
}

std::function<std::optional<Entry>()> ExportedFile::entries(std::int64_t conversation) const {
    const auto entries = std::make_shared<ExportedEntries>(file_, conversation);
    return [entries] { return entries->next(); };
}

}  // namespace indaba::client
