#pragma once
/// The journal on disk: one SQLite file, a writer thread and a reader thread, each behind one
/// queue. The broker's loop owns it. Only the constructor and snapshot() wait for the disk.
#include <filesystem>
#include <memory>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

/// The journal's file in the data directory. SQLite keeps two more files beside it.
inline constexpr const char* journal_file_name = "journal.db";

class SqliteJournal : public Journal {
 public:
    /// Opens the journal in `directory` or makes a new one there. Throws std::runtime_error with a
    /// sentence for the operator when the file belongs to another program or a newer version, is
    /// locked, or cannot be read and written.
    explicit SqliteJournal(const std::filesystem::path& directory);
    /// Completes the running commit and ends the threads. The wake function may still be called.
    ~SqliteJournal() override;

    Snapshot snapshot() override;
    void submit(std::vector<Write> writes) override;
    void read(PageRequest request) override;
    std::vector<JournalEvent> completed() override;
    StorageFinding check() override;
    void on_wake(std::function<void()> wake) override;

 private:
    struct Threads;
    std::filesystem::path file_;
    std::unique_ptr<Threads> threads_;
};

}  // namespace indaba::broker
