#pragma once
/// The configuration by which fontconfig finds and orders the fonts of this system. Implemented in
/// font_config_posix.cpp and font_config_windows.cpp. Only font_index.cpp uses it.

struct _FcConfig;

namespace indaba::ui {

/// Returns a configuration with the fonts it has found, which the caller owns; null when fontconfig
/// cannot make one. Takes up to some seconds where nothing is cached yet.
_FcConfig* load_font_config();

}  // namespace indaba::ui
