#include "broker/data/unfinished_journal.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <system_error>

#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "common/base/private_directory.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

fs::path place_in(const fs::path& data) { return data / ".new-journal"; }

[[noreturn]] void fail(const fs::path& place, const char* what, const std::error_code& error) {
    throw std::runtime_error(
        fmt::format("{} cannot be {}: {}.", place.string(), what, error.message()));
}

}  // namespace

void remove_unfinished_journal(const fs::path& data) {
    std::error_code ignored;
    fs::remove_all(place_in(data), ignored);
}

UnfinishedJournal::UnfinishedJournal(const fs::path& data) : data_(fs::absolute(data)) {
    const fs::path place = place_in(data_);
    std::error_code error;
    fs::remove_all(place, error);
    if (error) fail(place, "removed", error);
    if (const std::error_code made = make_private_directory(place)) fail(place, "made", made);
}

fs::path UnfinishedJournal::file() const { return place_in(data_) / journal_file_name; }

}  // namespace indaba::broker
