#include "broker/journal/sqlite/sqlite_files.hpp"

#include <fmt/format.h>

#include <array>

namespace indaba::broker {

SqliteFiles::SqliteFiles(const std::filesystem::path& file) {
    for (const char* ending : std::array{"", "-wal", "-shm"}) {
        const std::filesystem::path part = file.string() + ending;
        if (const auto identity = identity_of(part)) opened_.push_back({part, *identity});
    }
    if (!opened_.empty()) size_ = opened_.front().identity.size;
}

StorageFinding SqliteFiles::check() {
    for (const Opened& opened : opened_) {
        const std::optional<FileIdentity> now = identity_of(opened.file);
        const std::string name = opened.file.string();
        if (!now)
            return {StorageTrouble::journal_missing,
                    fmt::format("{} was removed or renamed while the broker used it", name)};
        if (now->device != opened.identity.device || now->number != opened.identity.number)
            return {StorageTrouble::journal_replaced,
                    fmt::format("{} is not the file that the broker opened", name)};
        if (&opened != &opened_.front()) continue;
        if (now->size < size_.load())
            return {StorageTrouble::journal_replaced,
                    fmt::format("{} is shorter than it was: something else wrote to it", name)};
        size_.store(now->size);
    }
    return {};
}

}  // namespace indaba::broker
