#include <fmt/format.h>

#include "common/base/error_windows.hpp"
#include "common/base/wide_text_windows.hpp"
#include "common/base/windows_api_windows.hpp"
#include "imgui-client/display_text/links.hpp"
#include "imgui-client/platform/open_link.hpp"
// Not sorted: they need Windows' headers before them.
#include <objbase.h>
#include <shellapi.h>

namespace indaba::ui {
namespace {

/// Hands an address to the program that this user has chosen for web pages. Returns 0 or Windows'
/// error number. Shows no dialog of Windows, and does not wait for the program.
DWORD open_with_browser(const std::wstring& url) {
    SHELLEXECUTEINFOW request{};
    request.cbSize = sizeof request;
    request.fMask = SEE_MASK_FLAG_NO_UI;
    request.lpVerb = L"open";
    request.lpFile = url.c_str();
    request.nShow = SW_SHOWNORMAL;
    return ::ShellExecuteExW(&request) ? ERROR_SUCCESS : ::GetLastError();
}

}  // namespace

std::string open_link(const std::string& url) {
    // A program that Windows is asked to open would be started: only addresses of the web pass.
    if (!is_web_link(url)) return "This is not the address of a web page.";
    const HRESULT begun =
        ::CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE);
    const DWORD error = open_with_browser(to_wide(url));
    if (SUCCEEDED(begun)) ::CoUninitialize();
    if (error == ERROR_SUCCESS) return "";
    // An address that no program takes is looked for among the files.
    if (error == ERROR_NO_ASSOCIATION || error == ERROR_FILE_NOT_FOUND ||
        error == ERROR_PATH_NOT_FOUND)
        return fmt::format(
            "The link was not opened, because Windows knows no browser. Choose one in Windows' "
            "settings, under Default apps, or copy the link: {}",
            url);
    return fmt::format("The link was not opened ({}). Copy it instead: {}", error_text(error), url);
}

}  // namespace indaba::ui
