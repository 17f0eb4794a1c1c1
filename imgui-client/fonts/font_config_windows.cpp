#include <fontconfig/fontconfig.h>

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/path_text.hpp"
#include "common/base/private_directory.hpp"
#include "imgui-client/fonts/font_config.hpp"
#include "imgui-client/fonts/font_directories.hpp"

namespace indaba::ui {
namespace fs = std::filesystem;
namespace {

std::string escaped(std::string_view text) {
    std::string xml;
    for (const char c : text) {
        if (c == '&')
            xml += "&amp;";
        else if (c == '<')
            xml += "&lt;";
        else if (c == '>')
            xml += "&gt;";
        else
            xml += c;
    }
    return xml;
}

std::string element(std::string_view name, std::string_view text) {
    const std::string tag(name);
    return "<" + tag + ">" + escaped(text) + "</" + tag + ">";
}

/// Returns the families that a general name stands for, the better first.
std::string alias(std::string_view general, std::initializer_list<std::string_view> families) {
    std::string prefer;
    for (const std::string_view family : families) prefer += element("family", family);
    return "<alias binding=\"same\">" + element("family", general) + "<prefer>" + prefer +
           "</prefer></alias>";
}

/// Returns what stands in a file on other systems. A coloured font that came with the program goes
/// before Windows' own.
std::string configuration() {
    std::string xml = "<?xml version=\"1.0\"?><fontconfig>";
    for (const fs::path& directory : font_directories()) xml += element("dir", to_utf8(directory));
    // Where every program's fontconfig remembers which characters a font has. Without it, each
    // start would read all fonts.
    if (const auto data = user_data_directory("fontconfig"))
        xml += element("cachedir", to_utf8(*data / "cache"));
    xml += alias("sans-serif", {"Inter", "Segoe UI", "Noto Sans", "Segoe UI Symbol", "Arial"});
    xml += alias("monospace", {"Noto Sans Mono", "DejaVu Sans Mono", "Cascadia Mono", "Consolas"});
    xml += alias("emoji", {"Noto Color Emoji", "Segoe UI Emoji"});
    return xml + "</fontconfig>";
}

struct DestroyConfig {
    void operator()(FcConfig* config) const { FcConfigDestroy(config); }
};

}  // namespace

/// Returns a configuration of our own, since Windows has none.
_FcConfig* load_font_config() {
    std::unique_ptr<FcConfig, DestroyConfig> config(FcConfigCreate());
    const std::string xml = configuration();
    if (!config ||
        FcConfigParseAndLoadFromMemory(config.get(), reinterpret_cast<const FcChar8*>(xml.c_str()),
                                       FcTrue) != FcTrue ||
        FcConfigBuildFonts(config.get()) != FcTrue)
        return nullptr;
    return config.release();
}

}  // namespace indaba::ui
