#pragma once
/// A whole journal that the operator names: a dump in a file or on standard input, or a backup. It
/// fails with sentences that name it.
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "broker/journal/dump.hpp"
#include "common/keys/key.hpp"

namespace indaba::broker {

/// The journal that clients find where one has moved to.
enum class MovedAs {
    same,      // import: the same one, as it was
    successor  // restore: a new one with the old one among its parents, since entries may be lost
};

/// Returns true for a backup or a dump, by its first bytes; also for "-", standard input.
bool is_whole_journal(const std::filesystem::path& file);

class DumpSource {
 public:
    /// Opens it, "-" for standard input, and reads the first record. Only a successor is made of a
    /// backup. Throws std::runtime_error with a sentence for the operator, as all functions do.
    DumpSource(const std::filesystem::path& from, MovedAs as);
    /// Returns the record of the journal that is there.
    const DumpJournal& journal() const { return journal_; }
    /// Returns the broker's key when it is in a backup.
    const std::optional<SecretKey>& secret() const { return secret_; }
    /// Moves everything into a new journal. Errors of that journal go on as they are.
    MovedJournal move_into(DumpWriter& journal);

    MovedAs as() const { return as_; }
    /// Returns the end of the sentence of a failure: "Nothing was imported."
    std::string nothing() const;
    [[noreturn]] void fail(std::string_view why) const;

 private:
    void open_backup(const std::filesystem::path& file);
    void open_dump(const std::filesystem::path& file);

    std::string name_;
    MovedAs as_;
    std::ifstream file_;
    std::unique_ptr<DumpReader> reader_;
    DumpJournal journal_;
    std::optional<SecretKey> secret_;
};

}  // namespace indaba::broker
