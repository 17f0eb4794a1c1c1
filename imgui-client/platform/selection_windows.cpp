#include "imgui-client/platform/selection.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string_view>

#include "common/base/wide_text_windows.hpp"
#include "common/base/windows_api_windows.hpp"
// Not sorted: GLFW declares what it needs of Windows' headers unless they came first.
#define GLFW_EXPOSE_NATIVE_WIN32
#include <GLFW/glfw3.h>
#include <GLFW/glfw3native.h>

namespace indaba::ui {
namespace {

using Clock = std::chrono::steady_clock;
using Failure = SelectionText::Failure;
constexpr std::chrono::milliseconds answer_limit{1000};
constexpr DWORD retry_ms = 10;

/// Owns the clipboard, which only one program at a time can have open. Managers of the clipboard
/// open it for a moment whenever something was copied.
class OpenedClipboard {
 public:
    explicit OpenedClipboard(HWND window) {
        const auto until = Clock::now() + answer_limit;
        while (!(open_ = ::OpenClipboard(window) != 0) && Clock::now() < until) ::Sleep(retry_ms);
    }
    ~OpenedClipboard() {
        if (open_) ::CloseClipboard();
    }
    OpenedClipboard(const OpenedClipboard&) = delete;
    OpenedClipboard& operator=(const OpenedClipboard&) = delete;
    bool is_open() const { return open_; }

 private:
    bool open_ = false;
};

/// Lines end with "\r\n" in the clipboard.
std::wstring with_line_feeds(std::wstring_view text) {
    std::wstring result;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != L'\r' || text.substr(i + 1, 1) != L"\n") result += text[i];
    return result;
}

std::wstring with_returns(std::wstring_view text) {
    std::wstring result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == L'\n' && (i == 0 || text[i - 1] != L'\r')) result += L'\r';
        result += text[i];
    }
    return result;
}

/// Returns the text of a block up to its end or to its first zero.
std::wstring text_of(HANDLE block, std::size_t max_units) {
    const auto* units = static_cast<const wchar_t*>(::GlobalLock(block));
    if (!units) return {};
    const std::size_t room = std::min<std::size_t>(::GlobalSize(block) / sizeof *units, max_units);
    std::wstring text(units, std::find(units, units + room, L'\0'));
    ::GlobalUnlock(block);
    return text;
}

/// Returns a block with the text and a zero, as the clipboard takes it; null without memory.
HGLOBAL block_of(const std::wstring& text) {
    const std::size_t size = (text.size() + 1) * sizeof(wchar_t);
    const HGLOBAL block = ::GlobalAlloc(GMEM_MOVEABLE, size);
    void* bytes = block ? ::GlobalLock(block) : nullptr;
    if (!bytes) return nullptr;
    std::memcpy(bytes, text.c_str(), size);
    ::GlobalUnlock(block);
    return block;
}

/// Cuts a text at the begin of a character.
void truncate(std::string& text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return;
    while (max_bytes > 0 && (static_cast<unsigned char>(text[max_bytes]) & 0xC0) == 0x80)
        --max_bytes;
    text.resize(max_bytes);
}

}  // namespace

std::optional<SelectionText> read_selection(GLFWwindow* window, Selection which,
                                            std::size_t max_bytes) {
    if (which == Selection::primary) return std::nullopt;
    const OpenedClipboard clipboard(glfwGetWin32Window(window));
    if (!clipboard.is_open()) return SelectionText{{}, Failure::no_answer};
    if (::CountClipboardFormats() == 0) return SelectionText{};
    const HANDLE block = ::GetClipboardData(CF_UNICODETEXT);
    if (!block) return SelectionText{{}, Failure::no_text};
    SelectionText result{from_wide(with_line_feeds(text_of(block, max_bytes))), Failure::none};
    truncate(result.text, max_bytes);
    return result;
}

void write_clipboard(GLFWwindow* window, const char* text) {
    const OpenedClipboard clipboard(glfwGetWin32Window(window));
    const HGLOBAL block = clipboard.is_open() ? block_of(with_returns(to_wide(text))) : nullptr;
    if (!block) return;
    ::EmptyClipboard();
    if (!::SetClipboardData(CF_UNICODETEXT, block)) ::GlobalFree(block);  // else it is Windows' now
}

void write_primary(const char*) {}
std::string own_primary() { return {}; }
void forget_dead_window_manager() {}

}  // namespace indaba::ui
