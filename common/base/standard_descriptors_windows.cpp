#include <cstdlib>

#include "common/base/error_windows.hpp"
#include "common/base/standard_descriptors.hpp"
#include "common/base/standard_stream_windows.hpp"
#include "common/base/stop_signal.hpp"

namespace indaba {
namespace {

constexpr std::size_t max_part = 4096;  // in bytes; what one call writes
constexpr DWORD retry_ms = 10;

/// Returns false for none, and for a number that the starting program has left behind: it would
/// become the next file or socket that is opened.
bool is_open(HANDLE handle) {
    DWORD flags = 0;
    return handle && handle != INVALID_HANDLE_VALUE && ::GetHandleInformation(handle, &flags);
}

/// Returns how many of the first bytes of `text` are written next, without cutting a character.
std::size_t part_of(std::string_view text) {
    if (text.size() <= max_part) return text.size();
    std::size_t end = max_part;
    while (end > max_part - 4 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    return end;
}

/// The console gets UTF-16 and shows it whatever its code page is. Returns an error of Windows.
DWORD write_to_console(HANDLE console, std::string_view part) {
    wchar_t wide[max_part];
    const int length = ::MultiByteToWideChar(CP_UTF8, 0, part.data(), static_cast<int>(part.size()),
                                             wide, static_cast<int>(max_part));
    for (int begin = 0; begin < length;) {
        DWORD written = 0;
        if (!::WriteConsoleW(console, wide + begin, static_cast<DWORD>(length - begin), &written,
                             nullptr))
            return ::GetLastError();
        if (written == 0) return ERROR_WRITE_FAULT;
        begin += static_cast<int>(written);
    }
    return ERROR_SUCCESS;
}

DWORD write_bytes(HANDLE file, std::string_view part) {
    while (!part.empty()) {
        DWORD written = 0;
        if (!::WriteFile(file, part.data(), static_cast<DWORD>(part.size()), &written, nullptr))
            return ::GetLastError();
        part.remove_prefix(written);
        if (written > 0) continue;
        // A full pipe that does not make its writers wait.
        if (stop_requested()) return ERROR_OPERATION_ABORTED;
        ::Sleep(retry_ms);
    }
    return ERROR_SUCCESS;
}

}  // namespace

void open_standard_descriptors() {
    constexpr DWORD names[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    for (const DWORD name : names) {
        if (is_open(::GetStdHandle(name))) continue;
        const HANDLE nothing =
            ::CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                          nullptr, OPEN_EXISTING, 0, nullptr);
        if (nothing == INVALID_HANDLE_VALUE || !::SetStdHandle(name, nothing)) std::abort();
    }
}

int write_all(int descriptor, std::string_view text) noexcept {
    const HANDLE handle = standard_handle(descriptor);
    const bool shows_text = is_console(handle);
    const StoppableCall call;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, part_of(text));
        const DWORD error = shows_text ? write_to_console(handle, part) : write_bytes(handle, part);
        if (error != ERROR_SUCCESS) return errno_of(error);
        text.remove_prefix(part.size());
    }
    return 0;
}

}  // namespace indaba
