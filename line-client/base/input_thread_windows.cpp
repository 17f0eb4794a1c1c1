#include "line-client/base/input_thread_windows.hpp"

#include <algorithm>
#include <cerrno>
#include <thread>
#include <vector>

#include "common/base/error_windows.hpp"
#include "common/base/standard_stream_windows.hpp"
#include "common/base/wide_text_windows.hpp"

namespace indaba::line {
namespace {

struct Reading {
    std::string bytes;
    bool ended = false;
    int error = 0;
};

Reading read_bytes(HANDLE input) {
    char bytes[4096];
    DWORD got = 0;
    if (::ReadFile(input, bytes, sizeof bytes, &got, nullptr))
        return {std::string(bytes, got), got == 0};
    const int error = errno_of(::GetLastError());
    return {{}, true, error == EPIPE ? 0 : error};  // the writers of a pipe have gone
}

/// Reads a line that was typed, or the next part of a long one.
class ConsoleReader {
 public:
    Reading read(HANDLE console) {
        DWORD got = 0;
        ::SetLastError(ERROR_SUCCESS);
        if (!::ReadConsoleW(console, typed_.data(), static_cast<DWORD>(typed_.size()), &got,
                            nullptr))
            return {{}, true, errno_of(::GetLastError())};
        // Ctrl-C ends the reading as well. The request to stop is on its way.
        if (got == 0) return {{}, ::GetLastError() != ERROR_OPERATION_ABORTED};
        return taken({typed_.data(), got});
    }

 private:
    static constexpr std::size_t max_typed = 16 * 1024;  // older consoles fail at 32 KiB of text
    static constexpr wchar_t ctrl_z = 0x1a;

    Reading taken(std::wstring_view more) {
        std::wstring text = first_half_ + std::wstring(more);
        first_half_.clear();
        const bool ended = at_line_begin_ && text.front() == ctrl_z;
        if (ended) return {{}, true};
        at_line_begin_ = text.back() == L'\n';
        if (IS_HIGH_SURROGATE(text.back())) {
            first_half_ = text.back();  // the other half of the character comes next
            text.pop_back();
        }
        return {from_wide(text)};
    }

    std::vector<wchar_t> typed_ = std::vector<wchar_t>(max_typed);
    std::wstring first_half_;
    bool at_line_begin_ = true;
};

}  // namespace

InputThread& InputThread::instance() {
    // Never destroyed: the thread may wait in a reading until the process has gone.
    static InputThread& one = *new InputThread;
    return one;
}

InputThread::InputThread() { std::thread(&InputThread::run, this).detach(); }

Descriptor InputThread::ask() {
    const std::lock_guard lock(mutex_);
    if (bytes_.empty() && !ended_ && !is_asked_) {
        is_asked_ = true;
        asked_.notify_one();
    }
    return readable_.descriptor();
}

InputPart InputThread::take(char* into, std::size_t size) {
    const std::lock_guard lock(mutex_);
    const std::size_t taken = std::min(size, bytes_.size());
    std::copy_n(bytes_.begin(), taken, into);
    bytes_.erase(0, taken);
    if (taken > 0 && (!bytes_.empty() || ended_)) return {taken};
    if (ended_) return {0, true, error_};
    readable_.clear();
    return {taken};
}

void InputThread::run() {
    const HANDLE input = standard_handle(0);
    const bool reads_console = is_console(input);
    ConsoleReader console;
    std::unique_lock lock(mutex_);
    while (!ended_) {
        asked_.wait(lock, [&] { return is_asked_; });
        lock.unlock();
        Reading reading = reads_console ? console.read(input) : read_bytes(input);
        lock.lock();
        bytes_ += reading.bytes;
        ended_ = reading.ended;
        error_ = reading.error;
        if (bytes_.empty() && !ended_) continue;  // still asked
        is_asked_ = false;
        readable_.signal();
    }
}

}  // namespace indaba::line
