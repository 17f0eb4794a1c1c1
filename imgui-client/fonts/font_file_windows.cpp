#include "imgui-client/fonts/font_file.hpp"

#include <hb.h>

#include <filesystem>
#include <limits>
#include <utility>

#include "common/base/path_text.hpp"
#include "common/base/windows_api_windows.hpp"

namespace indaba::ui {
namespace {

/// Returns the mapped bytes of a whole file, and how many; null when there are none. The mapping
/// keeps the file open: both handles may go.
std::pair<void*, unsigned> mapped(const std::filesystem::path& path) {
    void* bytes = nullptr;
    LARGE_INTEGER size{};
    const HANDLE file =
        ::CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, nullptr,
                      OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE) return {};
    if (::GetFileSizeEx(file, &size) && size.QuadPart > 0 &&
        size.QuadPart <= std::numeric_limits<int>::max()) {
        const HANDLE mapping = ::CreateFileMappingW(file, nullptr, PAGE_READONLY, 0, 0, nullptr);
        if (mapping) {
            bytes = ::MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
            ::CloseHandle(mapping);
        }
    }
    ::CloseHandle(file);
    return {bytes, bytes ? static_cast<unsigned>(size.QuadPart) : 0};
}

void unmap(void* bytes) { ::UnmapViewOfFile(bytes); }

}  // namespace

/// HarfBuzz's own function takes the bytes of a path for characters.
hb_blob_t* map_font_file(const std::string& file) {
    const auto [bytes, size] = mapped(path_of(file));
    if (!bytes) return hb_blob_get_empty();
    return hb_blob_create(static_cast<const char*>(bytes), size, HB_MEMORY_MODE_READONLY, bytes,
                          unmap);
}

}  // namespace indaba::ui
