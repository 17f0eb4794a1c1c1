#pragma once
/// The place in a data directory where a command writes a journal before it gets its name. The name
/// of the place is always the same, and only the holder of the directory's lock uses it: what is
/// there without one was left by a command that was killed.
#include <filesystem>

namespace indaba::broker {

/// Removes what a killed command left: it holds everything that was said. The caller holds the lock
/// of the directory. What cannot be removed stays.
void remove_unfinished_journal(const std::filesystem::path& data);

class UnfinishedJournal {
 public:
    /// Makes the place, empty. The caller holds the lock of the directory until the end of this
    /// object, which removes the place with everything in it. Throws std::runtime_error with a
    /// sentence.
    explicit UnfinishedJournal(const std::filesystem::path& data);
    ~UnfinishedJournal() { remove_unfinished_journal(data_); }
    UnfinishedJournal(const UnfinishedJournal&) = delete;
    UnfinishedJournal& operator=(const UnfinishedJournal&) = delete;

    /// Returns the file to write, which does not exist yet.
    std::filesystem::path file() const;

 private:
    std::filesystem::path data_;
};

}  // namespace indaba::broker
