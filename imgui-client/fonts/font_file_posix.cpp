#include "imgui-client/fonts/font_file.hpp"

#include <hb.h>

namespace indaba::ui {

hb_blob_t* map_font_file(const std::string& file) { return hb_blob_create_from_file(file.c_str()); }

}  // namespace indaba::ui
