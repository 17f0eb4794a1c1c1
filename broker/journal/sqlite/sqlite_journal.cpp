#include "broker/journal/sqlite/sqlite_journal.hpp"

#include <exception>

#include <mutex>
#include <thread>
#include <utility>

#include "broker/journal/sqlite/sqlite_schema.hpp"
#include "broker/journal/sqlite/sqlite_snapshot.hpp"
#include "broker/journal/sqlite/sqlite_work_queue.hpp"
#include "broker/journal/sqlite/sqlite_writer.hpp"

namespace indaba::broker {
namespace {

/// Holds the results of the threads until the loop takes them.
class Completions {
 public:
    /// Must be called before the threads have work.
    void on_wake(std::function<void()> wake) {
        const std::lock_guard lock(mutex_);
        wake_ = std::move(wake);
    }
    void push(JournalEvent event) {
        std::function<void()> wake;
        {
            const std::lock_guard lock(mutex_);
            if (events_.empty()) wake = wake_;
            events_.push_back(std::move(event));
        }
        if (wake) wake();
    }
    std::vector<JournalEvent> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(events_, {});
    }

 private:
    std::mutex mutex_;
    std::vector<JournalEvent> events_;
    std::function<void()> wake_;
};

PageRead read_page(SqlitePages& pages, const PageRequest& request) {
    try {
        return pages.read(request);
    } catch (const std::exception&) {  // of any kind: this thread has no caller that could catch it
        PageRead failed;
        failed.token = request.token;
        failed.failed = true;
        return failed;
    }
}

}  // namespace

struct SqliteJournal::Threads {
    explicit Threads(const std::filesystem::path& file)
        : writer(open_journal(file)),
          reading(open_journal_to_read(file)),
          pages(reading),
          writer_thread([this] { write(); }),
          reader_thread([this] { read(); }) {}

    ~Threads() {
        batches.close();
        requests.close();
        writer_thread.join();
        reader_thread.join();
    }

    void write() {
        while (const std::optional<std::vector<Write>> writes = batches.pop())
            completions.push(writer.commit(*writes));
    }

    void read() {
        while (const std::optional<PageRequest> request = requests.pop())
            completions.push(read_page(pages, *request));
    }

    WorkQueue<std::vector<Write>> batches;
    WorkQueue<PageRequest> requests;
    Completions completions;
    SqliteWriter writer;         // the writer thread's
    sqlite::Connection reading;  // the reader thread's
    SqlitePages pages;           // the reader thread's
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

void SqliteJournal::on_wake(std::function<void()> wake) {
    threads_->completions.on_wake(std::move(wake));
}

}  // namespace indaba::broker
