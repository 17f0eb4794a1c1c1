#include "broker/journal/sqlite/sqlite_journal.hpp"

#include <chrono>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "broker/journal/completions.hpp"
#include "broker/journal/sqlite/sqlite_files.hpp"
#include "broker/journal/sqlite/sqlite_schema.hpp"
#include "broker/journal/sqlite/sqlite_snapshot.hpp"
#include "broker/journal/sqlite/sqlite_writer.hpp"
#include "broker/journal/work_queue.hpp"

namespace indaba::broker {
namespace {

using Clock = std::chrono::steady_clock;

/// A deleted body is in no file after this time, unless a reader holds SQLite's log.
constexpr std::chrono::milliseconds between_truncations{1'000};

PageRead read_page(SqlitePages& pages, const PageRequest& request) {
    try {
        return pages.read(request);
    } catch (const sqlite::Error& error) {
        PageRead failed = failed_page(request, StorageTrouble::journal_unreadable, error.reason());
        failed.damaged = error.is_damage();
        return failed;
    } catch (const std::exception& error) {
        // This thread has no caller that could catch an error of another kind.
        return failed_page(request, StorageTrouble::journal_unreadable, error.what());
    }
}

/// Returns the outcomes of a commit after which the files of the journal are not as they were.
Committed unknown_outcomes(const Committed& committed, const StorageFinding& found) {
    return {std::vector<Outcome>(committed.outcomes.size(), Unknown{found.why, found.trouble})};
}

}  // namespace

struct SqliteJournal::Threads {
    explicit Threads(const std::filesystem::path& file)
        : writer(open_journal(file)),
          reading(open_journal_to_read(file)),
          pages(reading),
          files(file),
          writer_thread([this] { write(); }),
          reader_thread([this] { read(); }) {}

    ~Threads() {
        batches.close();
        requests.close();
        writer_thread.join();
        reader_thread.join();
    }

    void write() {
        std::optional<Clock::time_point> due;  // of the next truncation
        for (;;) {
            if (!due && writer.log_has_deleted()) due = Clock::now() + between_truncations;
            if (!batches.wait_until(due)) return;
            if (const std::optional<std::vector<Write>> writes = batches.try_pop()) commit(*writes);
            if (!due || Clock::now() < *due) continue;
            writer.truncate_log();
            due.reset();
        }
    }

    void commit(const std::vector<Write>& writes) {
        Committed committed = writer.commit(writes);
        const StorageFinding found = files.check();
        completions.push(found.trouble == StorageTrouble::none
                             ? std::move(committed)
                             : unknown_outcomes(committed, found));
    }

    void read() {
        while (const std::optional<PageRequest> request = requests.pop()) {
            const StorageFinding found = files.check();
            completions.push(found.trouble == StorageTrouble::none
                                 ? read_page(pages, *request)
                                 : failed_page(*request, found.trouble, found.why));
        }
    }

    WorkQueue<std::vector<Write>> batches;
    WorkQueue<PageRequest> requests;
    Completions completions;
    SqliteWriter writer;         // the writer thread's
    sqlite::Connection reading;  // the reader thread's
    SqlitePages pages;           // the reader thread's
    SqliteFiles files;           // as they are once both connections are open
    std::thread writer_thread;
    std::thread reader_thread;
};

SqliteJournal::SqliteJournal(const std::filesystem::path& directory)
    : file_(directory / journal_file_name), threads_(std::make_unique<Threads>(file_)) {}

SqliteJournal::~SqliteJournal() = default;

Snapshot SqliteJournal::snapshot() {
    sqlite::Connection database = open_journal_to_read(file_);
    return read_snapshot(database);
}

void SqliteJournal::submit(std::vector<Write> writes) { threads_->batches.push(std::move(writes)); }

void SqliteJournal::read(PageRequest request) { threads_->requests.push(std::move(request)); }

std::vector<JournalEvent> SqliteJournal::completed() { return threads_->completions.take(); }

StorageFinding SqliteJournal::check() { return threads_->files.check(); }

void SqliteJournal::on_wake(std::function<void()> wake) {
    threads_->completions.on_wake(std::move(wake));
}

}  // namespace indaba::broker
