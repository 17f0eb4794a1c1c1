#include <fontconfig/fontconfig.h>

#include "imgui-client/fonts/font_config.hpp"

namespace indaba::ui {

/// Returns the machine's own configuration.
_FcConfig* load_font_config() { return FcInitLoadConfigAndFonts(); }

}  // namespace indaba::ui
