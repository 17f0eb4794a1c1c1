#include "common/client/replica/exported_file.hpp"

#include <memory>
#include <utility>

#include "common/client/replica/replica_file.hpp"
#include "common/client/replica/replica_rows.hpp"

namespace indaba::client {
namespace {

/// The entries of one conversation, while they are read.
class ExportedEntries {
 public:
    ExportedEntries(const sqlite::Connection& file, std::int64_t conversation)
        : statement_(file, select_entries()),
          rows_(statement_.query(conversation, lowest_number, highest_number)) {}

    std::optional<Entry> next() {
        return rows_.next() ? std::optional(entry_of(rows_)) : std::nullopt;
    }

 private:
    sqlite::Statement statement_;
    sqlite::Rows rows_;
};

}  // namespace

ExportedFile::ExportedFile(const std::filesystem::path& file)
    : path_(file), file_(open_exported_file(file)), origin_(origin_of(file_)) {}

std::vector<ExportedConversation> ExportedFile::conversations() const {
    sqlite::Statement statement(file_, select_conversations), ranges(file_, select_ranges);
    std::vector<ExportedConversation> all;
    sqlite::Rows rows = statement.query();
    while (rows.next())
        all.push_back(
            {rows.integer(0), read_head(file_, rows), read_ranges(ranges, rows.integer(0))});
    return all;
}

std::map<Account, std::string> ExportedFile::names() const { return read_names(file_); }

std::function<std::optional<Entry>()> ExportedFile::entries(std::int64_t conversation) const {
    const auto entries = std::make_shared<ExportedEntries>(file_, conversation);
    return [entries] { return entries->next(); };
}

}  // namespace indaba::client
