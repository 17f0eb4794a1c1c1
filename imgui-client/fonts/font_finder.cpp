#include "imgui-client/fonts/font_finder.hpp"

#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <span>
#include <thread>
#include <utility>

#include "common/base/path_text.hpp"
#include "imgui-client/fonts/font_directories.hpp"
#include "imgui-client/fonts/font_files.hpp"
#include "imgui-client/fonts/icon_signs.hpp"

namespace indaba::ui {
namespace {

/// A peer's rare characters must not fill the memory.
constexpr std::size_t max_remembered = 20000;
constexpr char32_t first_emoji = 0x2000;
/// Icons are as high as a line, from ascender to descender.
constexpr float icon_scale = 1.2102f;

/// Returns whether a grapheme asks for its coloured picture.
bool is_emoji(std::u32string_view grapheme) {
    constexpr char32_t as_text = 0xFE0E, as_emoji = 0xFE0F, keycap = 0x20E3;
    if (grapheme.find(as_text) != grapheme.npos) return false;
    return std::ranges::any_of(grapheme, [](char32_t c) {
        return c == as_emoji || c == keycap ||
               u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EMOJI_PRESENTATION) ||
               u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EMOJI_MODIFIER) ||
               u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_REGIONAL_INDICATOR);
    });
}

std::u32string composed(std::u32string_view grapheme) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2* nfc = unorm2_getNFCInstance(&status);
    std::u32string result;
    for (const char32_t c : grapheme) {
        const UChar32 pair = result.empty()
                                 ? -1
                                 : unorm2_composePair(nfc, static_cast<UChar32>(result.back()),
                                                      static_cast<UChar32>(c));
        if (pair < 0)
            result += c;
        else
            result.back() = static_cast<char32_t>(pair);
    }
    return result;
}

/// Returns whether each visible character is in the face, as it is or composed.
template <class Face>
bool covers(Face& face, std::u32string_view grapheme) {
    const auto is_there = [&face](char32_t c) {
        return face.has(c) ||
               u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
    };
    if (std::ranges::all_of(grapheme, is_there)) return true;
    return grapheme.size() > 1 && std::ranges::all_of(composed(grapheme), is_there);
}

/// Returns the script of a character; of one that several scripts use, the first of these.
UScriptCode own_script(char32_t character) {
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode several[64];
    const auto point = static_cast<UChar32>(character);
    const UScriptCode script = uscript_getScript(point, &status);
    if (script > USCRIPT_INHERITED) return script;
    const int32_t count = uscript_getScriptExtensions(point, several, 64, &status);
    return U_SUCCESS(status) && count > 0 ? several[0] : script;
}

HanForm read_han_of_locale() {
    const std::string_view locale = uloc_getDefault();
    if (locale.starts_with("ja")) return HanForm::japanese;
    if (locale.starts_with("ko")) return HanForm::korean;
    if (locale.find("HK") != locale.npos) return HanForm::hong_kong;
    if (locale.find("TW") != locale.npos || locale.find("Hant") != locale.npos)
        return HanForm::traditional;
    return HanForm::simplified;
}

/// Returns the path of a font file in UTF-8, if one of the directories has it.
std::optional<std::string> find_file(std::string_view file) {
    static const std::vector<std::filesystem::path> directories = font_directories();
    for (const std::filesystem::path& directory : directories) {
        const std::filesystem::path path = directory / path_of(file);
        std::error_code error;
        if (std::filesystem::is_regular_file(path, error)) return to_utf8(path);
    }
    return std::nullopt;
}

std::size_t number_of_style(const FontRequest& request) {
    return static_cast<std::size_t>(request.weight) * 4 + (request.italic ? 2u : 0u) +
           (request.monospace ? 1u : 0u);
}

}  // namespace

FontFinder::FontFinder(std::function<void()> when_known) : han_of_locale_(read_han_of_locale()) {
    std::promise<std::unique_ptr<FontIndex>> known;
    reading_ = known.get_future();
    // The thread is not joined: a directory of fonts that hangs must not keep the window open.
    std::thread([known = std::move(known), when_known = std::move(when_known)]() mutable {
        known.set_value(std::make_unique<FontIndex>());
        if (when_known) when_known();
    }).detach();
}

const FontIndex* FontFinder::index() {
    if (!index_ && reading_.wait_for(std::chrono::seconds(0)) == std::future_status::ready) {
        index_ = reading_.get();
        text_faces_.fill(std::nullopt);
        found_.clear();
    }
    return index_.get();
}

bool FontFinder::is_complete() { return index() != nullptr; }

void FontFinder::wait() {
    if (!index_) reading_.wait();
    index();
}

// ---- opening

FontFace* FontFinder::open(const FaceSource& source) {
    const unsigned drawn = source.index | (source.slanted ? 1u << 31 : 0u);
    const auto [place, is_new] = faces_.try_emplace({source.file, drawn});
    if (is_new) place->second = FontFace::open(source, static_cast<std::uint16_t>(faces_.size()));
    return place->second.get();
}

FontFace* FontFinder::open(const FontIndex::Entry& entry, const FontRequest& request) {
    FaceSource source = entry.source;
    source.slanted = request.italic && !entry.italic && !source.coloured;
    return open(source);
}

FontFace* FontFinder::open_first(std::span<const std::string_view> files, bool slanted,
                                 float scale) {
    for (const std::string_view file : files)
        if (auto path = find_file(file))
            if (FontFace* face = open(FaceSource{std::move(*path), 0, false, true, slanted, scale}))
                return face;
    return nullptr;
}

FontFace* FontFinder::open_text_face(const FontRequest& request) {
    const FontIndex* known = index();
    if (request.monospace && known)
        for (const std::string_view family : monospaced_families())
            if (const auto* entry = known->find(family, request)) return open(*entry, request);
    const auto weight = static_cast<std::size_t>(request.weight);
    if (request.italic)
        if (FontFace* face = open_first(font_files::text_slanted[weight], false)) return face;
    if (FontFace* face = open_first(font_files::text[weight], request.italic)) return face;
    wait();  // nothing can be drawn on this machine before
    for (const char* family : {"Inter", "Noto Sans", "DejaVu Sans", "Segoe UI"})
        if (const auto* entry = index_->find(family, request)) return open(*entry, request);
    return index_->preferred().empty() ? nullptr : open(index_->preferred().front(), request);
}

FontFace* FontFinder::text_face(const FontRequest& request) {
    auto& face = text_faces_[number_of_style(request)];
    if (!face) face = open_text_face(request);
    return *face;
}

FontFace* FontFinder::icon_face() {
    if (!icon_face_) icon_face_ = open_first(font_files::icons, false, icon_scale);
    return *icon_face_;
}

// ---- searching

FontFace* FontFinder::family_face(std::string_view family, std::u32string_view grapheme,
                                  const FontRequest& request) {
    const FontIndex::Entry* entry = family.empty() ? nullptr : index_->find(family, request);
    return entry && covers(*entry, grapheme) ? open(*entry, request) : nullptr;
}

const FontFinder::Places& FontFinder::faces_with(char32_t character) {
    if (faces_by_character_.size() >= max_remembered) faces_by_character_.clear();
    const auto [known, is_new] = faces_by_character_.try_emplace(character);
    const auto& preferred = index_->preferred();
    for (std::size_t i = 0; is_new && i < preferred.size(); ++i)
        if (preferred[i].has(character)) known->second.push_back(static_cast<std::uint16_t>(i));
    return known->second;
}

/// Returns the first preferred face that has the grapheme. Tries only the faces of its rarest
/// character: a letter with a foreign mark would try all otherwise.
FontFace* FontFinder::any_face(std::u32string_view grapheme, const FontRequest& request) {
    char32_t rarest = grapheme.front();
    std::size_t fewest = index_->preferred().size() + 1;
    for (const char32_t c : grapheme) {
        if (u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
            continue;
        const std::size_t count = faces_with(c).size();
        if (count >= fewest) continue;
        rarest = c;
        fewest = count;
    }
    for (const std::uint16_t place : faces_with(rarest)) {
        const FontIndex::Entry& entry = index_->preferred()[place];
        if (covers(entry, grapheme)) return open(entry, request);
    }
    return nullptr;
}

FontFace* FontFinder::search(std::u32string_view grapheme, UScriptCode script, HanForm han,
                             const FontRequest& request) {
    if (is_icon(grapheme.front())) return icon_face();
    FontFace* text = text_face(request);
    const bool in_text = text && covers(*text, grapheme);
    if (!index()) return in_text && !is_emoji(grapheme) ? text : nullptr;
    const FontIndex::Entry* emoji = index_->emoji();
    const bool in_emoji = emoji && covers(*emoji, grapheme);
    if (in_emoji && is_emoji(grapheme)) return open(*emoji, request);
    if (in_text) return text;
    for (const UScriptCode each : {script, own_script(grapheme.front())})
        for (const std::string& family : families_of(each, han))
            if (FontFace* face = family_face(family, grapheme, request)) return face;
    if (FontFace* face = any_face(grapheme, request)) return face;
    return in_emoji ? open(*emoji, request) : nullptr;
}

FontFace* FontFinder::find(std::u32string_view grapheme, UScriptCode script, HanForm han,
                           const FontRequest& request) {
    constexpr std::size_t max_key = 16;  // longer ones are searched anew
    if (grapheme.empty()) return nullptr;
    // Most graphemes are one letter of a European language.
    FontFace* text = text_face(request);
    if (grapheme.size() == 1 && grapheme.front() < first_emoji && text &&
        text->has(grapheme.front()))
        return text;
    if (grapheme.size() > max_key || !index()) return search(grapheme, script, han, request);
    const auto context = static_cast<std::size_t>(script) * 64 +
                         static_cast<std::size_t>(han) * 12 + number_of_style(request);
    std::u32string key(1, static_cast<char32_t>(context));
    key += grapheme;
    if (const auto known = found_.find(key); known != found_.end()) return known->second;
    if (found_.size() >= max_remembered) found_.clear();
    return found_[std::move(key)] = search(grapheme, script, han, request);
}

}  // namespace indaba::ui
