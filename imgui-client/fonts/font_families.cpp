#include "imgui-client/fonts/font_families.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace indaba::ui {
namespace {

using Families = std::vector<std::string>;

Families families_of_han(HanForm han) {
    switch (han) {
        case HanForm::simplified:
            return {"Noto Sans CJK SC", "Microsoft YaHei", "SimSun"};
        case HanForm::traditional:
            return {"Noto Sans CJK TC", "Microsoft JhengHei", "PMingLiU"};
        case HanForm::hong_kong:
            return {"Noto Sans CJK HK", "Microsoft JhengHei", "MingLiU_HKSCS"};
        case HanForm::japanese:
            return {"Noto Sans CJK JP", "Yu Gothic", "Meiryo", "MS Gothic"};
        case HanForm::korean:
            return {"Noto Sans CJK KR", "Malgun Gothic", "Gulim"};
    }
    return {};
}

/// A family of Windows with the scripts that it has and the text's own font lacks.
struct WindowsFamily {
    std::string_view name;
    std::vector<UScriptCode> scripts;
};

const std::vector<WindowsFamily>& windows_families() {
    static const std::vector<WindowsFamily> all{
        {"Segoe UI", {USCRIPT_ARABIC, USCRIPT_HEBREW, USCRIPT_ARMENIAN, USCRIPT_GEORGIAN}},
        {"Nirmala UI",
         {USCRIPT_DEVANAGARI, USCRIPT_BENGALI, USCRIPT_GURMUKHI, USCRIPT_GUJARATI, USCRIPT_ORIYA,
          USCRIPT_TAMIL, USCRIPT_TELUGU, USCRIPT_KANNADA, USCRIPT_MALAYALAM, USCRIPT_SINHALA,
          USCRIPT_OL_CHIKI}},
        {"Leelawadee UI", {USCRIPT_THAI, USCRIPT_LAO, USCRIPT_KHMER, USCRIPT_BUGINESE}},
        {"Ebrima",
         {USCRIPT_ETHIOPIC, USCRIPT_NKO, USCRIPT_VAI, USCRIPT_TIFINAGH, USCRIPT_OSMANYA,
          USCRIPT_ADLAM}},
        {"Gadugi", {USCRIPT_CHEROKEE, USCRIPT_CANADIAN_ABORIGINAL}},
        {"Myanmar Text", {USCRIPT_MYANMAR}},
        {"Mongolian Baiti", {USCRIPT_MONGOLIAN}},
        {"Microsoft Himalaya", {USCRIPT_TIBETAN}},
        {"Microsoft Yi Baiti", {USCRIPT_YI}},
        {"Microsoft PhagsPa", {USCRIPT_PHAGS_PA}},
        {"Microsoft Tai Le", {USCRIPT_TAI_LE}},
        {"Microsoft New Tai Lue", {USCRIPT_NEW_TAI_LUE}},
        {"MV Boli", {USCRIPT_THAANA}},
        {"Javanese Text", {USCRIPT_JAVANESE}},
    };
    return all;
}

Families families_of_other(UScriptCode script) {
    const std::string name = uscript_getName(script);
    Families families{"Noto Sans " + name, "Noto Serif " + name};
    for (const WindowsFamily& family : windows_families())
        if (std::ranges::find(family.scripts, script) != family.scripts.end())
            families.emplace_back(family.name);
    families.emplace_back("Segoe UI Historic");
    return families;
}

}  // namespace

Families families_of(UScriptCode script, HanForm han) {
    switch (script) {
        case USCRIPT_COMMON:
        case USCRIPT_INHERITED:
        case USCRIPT_LATIN:
        case USCRIPT_GREEK:
        case USCRIPT_CYRILLIC:
            return {"Noto Sans", "Segoe UI", "Segoe UI Symbol"};
        case USCRIPT_HAN:
            return families_of_han(han);
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
            return families_of_han(HanForm::japanese);
        case USCRIPT_HANGUL:
            return families_of_han(HanForm::korean);
        case USCRIPT_BOPOMOFO:
            return families_of_han(HanForm::traditional);
        default:
            return families_of_other(script);
    }
}

std::span<const std::string_view> monospaced_families() {
    static constexpr std::array<std::string_view, 5> families{
        "Noto Sans Mono", "DejaVu Sans Mono", "Liberation Mono", "Cascadia Mono", "Consolas"};
    return families;
}

bool is_of_ideographs(std::string_view family_key) {
    if (family_key.find("cjk") != family_key.npos) return true;
    constexpr std::array<std::string_view, 9> of_windows{
        "microsoftyahei", "microsoftjhenghei", "yugothic", "meiryo", "malgungothic",
        "simsun",         "pmingliu",          "msgothic", "gulim"};
    return std::ranges::any_of(of_windows, [family_key](std::string_view family) {
        return family_key.starts_with(family);
    });
}

}  // namespace indaba::ui
