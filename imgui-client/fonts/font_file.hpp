#pragma once
/// The bytes of a font file, mapped into memory, so that of a large font only what is used is read.
/// Implemented in font_file_posix.cpp and font_file_windows.cpp. Only font_face.cpp uses it.
#include <string>

struct hb_blob_t;

namespace indaba::ui {

/// Returns the bytes, which the caller owns; no bytes when the file cannot be read. `file` is a
/// path in UTF-8.
hb_blob_t* map_font_file(const std::string& file);

}  // namespace indaba::ui
