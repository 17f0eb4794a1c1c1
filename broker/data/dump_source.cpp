#include "broker/data/dump_source.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <variant>

#include "broker/journal/dump_file.hpp"
#include "broker/journal/sqlite/sqlite_dump_reader.hpp"
#include "broker/journal/sqlite/sqlite_key_record.hpp"
#include "broker/journal/sqlite/sqlite_schema.hpp"
#include "broker/journal/sqlite/sqlite_verify.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

/// Reads a journal whose first record was read before.
class ResumedReader : public DumpReader {
 public:
    ResumedReader(DumpJournal first, DumpReader& rest) : first_(std::move(first)), rest_(rest) {}
    std::optional<DumpRecord> next() override {
        if (!std::exchange(begun_, true)) return first_;
        return rest_.next();
    }
    void require_valid() const override { rest_.require_valid(); }

 private:
    DumpJournal first_;
    DumpReader& rest_;
    bool begun_ = false;
};

/// The oldest parents are left out where they are too many for a message.
DumpJournal successor_of(DumpJournal journal) {
    journal.parents.insert(journal.parents.begin(), journal.id);
    journal.parents.resize(std::min(journal.parents.size(), limit::list_items));
    randombytes_buf(journal.id.bytes.data(), journal.id.bytes.size());
    return journal;
}

bool is_dump_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string begin(dump_magic.size(), '\0');
    in.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    return begin == dump_magic;
}

std::string_view past_of(MovedAs as) { return as == MovedAs::same ? "imported" : "restored"; }

}  // namespace

bool is_whole_journal(const fs::path& file) {
    return file == "-" || is_dump_file(file) || is_journal_file(file);
}

DumpSource::DumpSource(const fs::path& from, MovedAs as)
    : name_(from == "-" ? "The standard input" : from.string()), as_(as) {
    std::error_code ignored;  // of a file that is not there
    if (fs::is_directory(from, ignored)) fail("it is a directory");
    if (as == MovedAs::successor && from != "-" && is_journal_file(from))
        open_backup(from);
    else
        open_dump(from);
    journal_ = std::get<DumpJournal>(reader_->next().value());
}

/// A page that cannot be read is found now, and not taken for a fault of the new journal.
void DumpSource::open_backup(const fs::path& file) {
    reader_ = std::make_unique<SqliteDumpReader>(file);
    if (const std::string problem = verify_journal(file).problem; !problem.empty()) fail(problem);
    secret_ = secret_in_backup(file);
}

void DumpSource::open_dump(const fs::path& file) {
    if (file != "-") file_.open(file, std::ios::binary);
    if (!file_) fail(std::generic_category().message(errno));
    try {
        reader_ = std::make_unique<DumpFileReader>(file == "-" ? std::cin : file_);
    } catch (const DumpFault& fault) {
        fail(fault.what());
    }
}

MovedJournal DumpSource::move_into(DumpWriter& journal) try {
    ResumedReader reader(as_ == MovedAs::same ? journal_ : successor_of(journal_), *reader_);
    return move_journal(reader, journal);
} catch (const DumpFault& fault) {
    fail(fault.what());
}

std::string DumpSource::nothing() const { return fmt::format("Nothing was {}.", past_of(as_)); }

void DumpSource::fail(std::string_view why) const {
    throw std::runtime_error(
        fmt::format("{} cannot be {}: {}. {}", name_, past_of(as_), why, nothing()));
}

}  // namespace indaba::broker
