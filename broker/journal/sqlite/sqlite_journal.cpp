#include "broker/journal/sqlite/sqlite_journal.hpp"

#include <fmt/format.h>
#include <exception>

#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "broker/journal/sqlite/sqlite_schema.hpp"
#include "broker/journal/sqlite/sqlite_snapshot.hpp"
#include "broker/journal/sqlite/sqlite_work_queue.hpp"
#include "broker/journal/sqlite/sqlite_writer.hpp"

namespace indaba::broker {
namespace {

/// What the threads have ended, for the loop.
class Completions {
 public:
    /// Before the threads have anything to do.
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

struct Submitted {
    std::vector<Write> writes;
    std::uint64_t page_limit = 0;
};

PageRead read_page(SqlitePages& pages, const PageRequest& request) {
    try {
        return pages.read(request);
    } catch (const std::exception&) {  // of whatever kind: this thread has nobody to throw to
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
        submitted.close();
        requests.close();
        writer_thread.join();
        reader_thread.join();
    }

    void write() {
        while (const std::optional<Submitted> next = submitted.pop()) {
            writer.limit_pages(next->page_limit);
            completions.push(writer.commit(next->writes));
        }
    }

    void read() {
        while (const std::optional<PageRequest> request = requests.pop())
            completions.push(read_page(pages, *request));
    }

    WorkQueue<Submitted> submitted;
    WorkQueue<PageRequest> requests;
    Completions completions;
    std::uint64_t page_limit = 0;  // the loop's
    SqliteWriter writer;           // the writer thread's
    Database reading;              // the reader thread's
    SqlitePages pages;             // the reader thread's
    std::thread writer_thread;
    std::thread reader_thread;
};

SqliteJournal::SqliteJournal(const std::filesystem::path& directory)
    : file_(directory / journal_file_name), threads_(std::make_unique<Threads>(file_)) {}

SqliteJournal::~SqliteJournal() = default;

Snapshot SqliteJournal::snapshot() {
    try {
        Database database = open_journal_to_read(file_);
        return read_snapshot(database);
    } catch (const SqliteError& error) {
        throw std::runtime_error(
            fmt::format("{} cannot be read: {}.", file_.string(), error.what()));
    }
}

void SqliteJournal::submit(std::vector<Write> writes) {
    threads_->submitted.push(Submitted{std::move(writes), threads_->page_limit});
}

void SqliteJournal::read(PageRequest request) { threads_->requests.push(std::move(request)); }

std::vector<JournalEvent> SqliteJournal::completed() { return threads_->completions.take(); }

void SqliteJournal::on_wake(std::function<void()> wake) {
    threads_->completions.on_wake(std::move(wake));
}

void SqliteJournal::limit_pages(std::uint64_t pages) { threads_->page_limit = pages; }

}  // namespace indaba::broker
