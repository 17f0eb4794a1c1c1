#include "common/base/standard_descriptors.hpp"
#include "common/base/wide_text_windows.hpp"
#include "common/base/windows_api_windows.hpp"
#include "imgui-client/app/start_output.hpp"

namespace indaba::ui {
namespace {

bool output_has_reader = true, errors_have_reader = true;

/// Returns true for a file, a pipe and a console, and false for a number that the starting program
/// has left behind.
bool leads_anywhere(DWORD standard) {
    const HANDLE handle = ::GetStdHandle(standard);
    DWORD flags = 0;
    return handle && handle != INVALID_HANDLE_VALUE && ::GetHandleInformation(handle, &flags);
}

/// Writes to the console of the program that started this one. Returns false when it has none. The
/// console is left again: its Ctrl-C is not meant for the window.
bool write_to_console_of_parent(const std::wstring& text) {
    if (!::AttachConsole(ATTACH_PARENT_PROCESS)) return false;
    const HANDLE console =
        ::CreateFileW(L"CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                      nullptr, OPEN_EXISTING, 0, nullptr);
    DWORD written = 0;
    const bool done =
        console != INVALID_HANDLE_VALUE &&
        ::WriteConsoleW(console, text.data(), static_cast<DWORD>(text.size()), &written, nullptr);
    if (console != INVALID_HANDLE_VALUE) ::CloseHandle(console);
    ::FreeConsole();
    return done;
}

void show(std::string_view text, UINT sign) {
    if (text.empty()) return;
    const std::wstring wide = to_wide(text);
    if (write_to_console_of_parent(L"\n" + wide)) return;
    ::MessageBoxW(nullptr, wide.c_str(), L"Indaba", MB_OK | MB_SETFOREGROUND | sign);
}

}  // namespace

void find_readers() {
    output_has_reader = leads_anywhere(STD_OUTPUT_HANDLE);
    errors_have_reader = leads_anywhere(STD_ERROR_HANDLE);
}

bool print_or_show(std::string_view output, std::string_view errors) noexcept {
    if (!errors_have_reader) show(errors, MB_ICONERROR);
    if (!output_has_reader) show(output, MB_ICONINFORMATION);
    return print(output_has_reader ? output : "", errors_have_reader ? errors : "");
}

}  // namespace indaba::ui
