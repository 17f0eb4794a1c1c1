#include "imgui-client/fonts/font_directories.hpp"

#include <memory>
#include <optional>
#include <string>

#include "common/base/private_directory.hpp"
#include "common/base/windows_api_windows.hpp"
// Not sorted: it needs Windows' headers before it.
#include <shlobj.h>

namespace indaba::ui {
namespace fs = std::filesystem;
namespace {

/// Returns the path of the program; empty when Windows does not tell.
fs::path program() {
    std::wstring name(MAX_PATH, L'\0');
    for (;;) {
        const DWORD length =
            ::GetModuleFileNameW(nullptr, name.data(), static_cast<DWORD>(name.size()));
        if (length < name.size()) return {name.substr(0, length)};
        name.resize(2 * name.size());  // it was truncated
    }
}

std::optional<fs::path> fonts_of_windows() {
    wchar_t* name = nullptr;
    const HRESULT result = ::SHGetKnownFolderPath(FOLDERID_Fonts, KF_FLAG_DEFAULT, nullptr, &name);
    const std::unique_ptr<wchar_t, void (*)(void*)> owner(name, ::CoTaskMemFree);
    return SUCCEEDED(result) ? std::optional<fs::path>(name) : std::nullopt;
}

}  // namespace

/// Returns the fonts that came with the program first, then Windows' own, then those that this user
/// has installed without an administrator.
std::vector<fs::path> font_directories() {
    std::vector<fs::path> directories{program().parent_path() / "fonts"};
    if (const auto fonts = fonts_of_windows()) directories.push_back(*fonts);
    if (const auto data = user_data_directory("Microsoft"))
        directories.push_back(*data / "Windows" / "Fonts");
    return directories;
}

FontAdvice font_advice() {
    return {
        "No font was found: neither Windows' own nor the folder \"fonts\" beside the program. "
        "Unpack the whole zip file, and start indaba.exe from its folder.",
        "The folder \"fonts\" beside the program is missing, so other signs stand in place of "
        "the icons. Unpack the whole zip file, and start indaba.exe from its folder."};
}

}  // namespace indaba::ui
