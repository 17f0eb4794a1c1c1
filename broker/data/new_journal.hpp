#pragma once
/// The journal that a command makes for a data directory that has none. It is written beside its
/// place and verified before it gets its name, so that no broker finds half of one.
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "broker/data/unfinished_journal.hpp"
#include "broker/process/data_directory_lock.hpp"
#include "common/keys/key.hpp"

namespace indaba::broker {

/// Returns the directory's key; nullopt when it has none. Throws std::runtime_error with a sentence
/// for the operator when the key is damaged.
std::optional<Key> key_of_directory(const std::filesystem::path& data);

class NewJournal {
 public:
    /// The place of the journal: the directory, or another one, to which the caller moves it.
    enum class For { directory, elsewhere };
    /// Locks the directory, which is made if it is missing. `nothing` ends the sentence of a
    /// failure: "Nothing was restored." Throws std::runtime_error with a sentence for the operator,
    /// as all functions do.
    NewJournal(const std::filesystem::path& data, std::string_view nothing,
               For place = For::directory);

    /// Runs a function that writes a journal into the file that it is given. An error of the disk
    /// names the data directory. What SQLite rejects as a value goes on as a sqlite::Error.
    void write(const std::function<void(const std::filesystem::path& file)>& write) const;
    /// Returns what is wrong with the journal that was written; "" when it is sound.
    std::string problem() const;
    /// Returns the file, which is removed with this object.
    const std::filesystem::path& file() const { return file_; }
    /// Makes it the journal of the directory.
    void publish() const;

 private:
    std::filesystem::path data_;
    std::string nothing_;
    DataDirectoryLock lock_;
    std::optional<UnfinishedJournal> unfinished_;
    std::filesystem::path file_;
};

}  // namespace indaba::broker
