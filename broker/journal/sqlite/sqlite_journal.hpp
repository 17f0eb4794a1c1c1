#pragma once
/// The journal on disk: one SQLite file, a writer and a reader thread, each behind one queue.
/// The broker's loop owns it; no call but the constructor and snapshot() waits for the disk.
#include <filesystem>
#include <memory>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

/// The journal's file inside the data directory; SQLite keeps two more beside it.
inline constexpr const char* journal_file_name = "journal.db";

class SqliteJournal : public Journal {
 public:
    /// Opens the journal in `directory`, or makes a new one there. Throws std::runtime_error with
    /// a sentence for the operator when it is not ours, from a newer version, locked, or cannot
    /// be read and written.
    explicit SqliteJournal(const std::filesystem::path& directory);
    /// Finishes the running commit and ends the threads; its outcome may still wake.
    ~SqliteJournal() override;

    Snapshot snapshot() override;
    void submit(std::vector<Write> writes) override;
    void read(PageRequest request) override;
    std::vector<JournalEvent> completed() override;
    void on_wake(std::function<void()> wake) override;

    /// From the next commit on the file grows no further than this (never below its present size);
    /// 0: no limit. Beyond it the disk is full.
    void limit_pages(std::uint64_t pages);

 private:
    struct Threads;
    std::filesystem::path file_;
    std::unique_ptr<Threads> threads_;
};

}  // namespace indaba::broker
