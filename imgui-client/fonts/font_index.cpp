#include "imgui-client/fonts/font_index.hpp"

#include <fontconfig/fontconfig.h>

#include <cstdlib>
#include <unordered_set>

#include "imgui-client/fonts/font_config.hpp"
#include "imgui-client/fonts/font_families.hpp"

namespace indaba::ui {
namespace {

struct FreePattern {
    void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
};
using Pattern = std::unique_ptr<FcPattern, FreePattern>;

std::string family_key(std::string_view family) {
    std::string key;
    for (const char c : family)
        if (c != ' ' && c != '_' && c != '-')
            key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return key;
}

std::string family_of(const FcPattern* pattern, int number) {
    FcChar8* name = nullptr;
    if (FcPatternGetString(pattern, FC_FAMILY, number, &name) != FcResultMatch) return {};
    return family_key(reinterpret_cast<const char*>(name));
}

bool is_true(const FcPattern* pattern, const char* property) {
    FcBool value = FcFalse;
    return FcPatternGetBool(pattern, property, 0, &value) == FcResultMatch && value == FcTrue;
}

int number_of(const FcPattern* pattern, const char* property, int otherwise) {
    int value = otherwise;
    FcPatternGetInteger(pattern, property, 0, &value);
    return value;
}

/// Returns nullopt for a face that cannot have any size, and for a variable font as a whole, whose
/// instances are listed besides.
std::optional<FontIndex::Entry> entry_of(const FcPattern* pattern) {
    FcChar8* file = nullptr;
    FcCharSet* characters = nullptr;
    FontIndex::Entry entry;
    entry.source.coloured = is_true(pattern, FC_COLOR);
    if (is_true(pattern, FC_VARIABLE) ||
        (!entry.source.coloured && !is_true(pattern, FC_SCALABLE)) ||
        FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch ||
        FcPatternGetCharSet(pattern, FC_CHARSET, 0, &characters) != FcResultMatch)
        return std::nullopt;
    entry.source.file = reinterpret_cast<const char*>(file);
    entry.source.index = static_cast<unsigned>(number_of(pattern, FC_INDEX, 0));
    entry.source.has_phases = !entry.source.coloured && !is_of_ideographs(family_of(pattern, 0));
    entry.weight = number_of(pattern, FC_WEIGHT, FC_WEIGHT_REGULAR);
    entry.width = number_of(pattern, FC_WIDTH, FC_WIDTH_NORMAL);
    entry.italic = number_of(pattern, FC_SLANT, FC_SLANT_ROMAN) != FC_SLANT_ROMAN;
    entry.characters = characters;
    return entry;
}

/// Returns what to ask fontconfig for: its own words, completed by the machine's configuration.
Pattern query(FcConfig* config, const char* words) {
    Pattern pattern(FcNameParse(reinterpret_cast<const FcChar8*>(words)));
    FcConfigSubstitute(config, pattern.get(), FcMatchPattern);
    FcDefaultSubstitute(pattern.get());
    return pattern;
}

int wanted_weight(Weight weight) {
    constexpr int weights[]{FC_WEIGHT_REGULAR, FC_WEIGHT_MEDIUM, FC_WEIGHT_DEMIBOLD};
    return weights[static_cast<std::size_t>(weight)];
}

/// Returns how far a face is from the request.
int distance(const FontIndex::Entry& entry, const FontRequest& request) {
    return std::abs(entry.weight - wanted_weight(request.weight)) +
           10 * std::abs(entry.width - FC_WIDTH_NORMAL) +
           (entry.italic == request.italic ? 0 : 1000);
}

}  // namespace

void FontIndex::Free::operator()(FcConfig* config) const { FcConfigDestroy(config); }

bool FontIndex::Entry::has(char32_t character) const {
    return FcCharSetHasChar(characters, character) == FcTrue;
}

FontIndex::FontIndex() : config_(load_font_config()) {
    if (!config_) return;
    read_families();
    read_preferred();
    read_emoji();
}
FontIndex::~FontIndex() = default;

void FontIndex::read_families() {
    const FcFontSet* all = FcConfigGetFonts(config_.get(), FcSetSystem);
    for (int i = 0; all && i < all->nfont; ++i) {
        const auto entry = entry_of(all->fonts[i]);
        if (!entry) continue;
        for (int number = 0;; ++number) {
            const std::string family = family_of(all->fonts[i], number);
            if (family.empty()) break;
            families_[family].push_back(*entry);
        }
    }
}

void FontIndex::read_preferred() {
    FcResult result = FcResultMatch;
    const Pattern wanted = query(config_.get(), "sans-serif");
    FcFontSet* sorted = FcFontSort(config_.get(), wanted.get(), FcFalse, nullptr, &result);
    if (!sorted) return;
    std::unordered_set<std::string> families;
    for (int i = 0; i < sorted->nfont; ++i) {
        const auto entry = entry_of(sorted->fonts[i]);
        if (entry && !entry->source.coloured && !entry->italic &&
            families.insert(family_of(sorted->fonts[i], 0)).second)
            preferred_.push_back(*entry);
    }
    FcFontSetDestroy(sorted);
}

void FontIndex::read_emoji() {
    FcResult result = FcResultMatch;
    const Pattern wanted = query(config_.get(), "emoji:color=true");
    const Pattern found(FcFontMatch(config_.get(), wanted.get(), &result));
    if (!found) return;
    auto entry = entry_of(found.get());
    if (!entry || !entry->source.coloured) return;
    // The match is a pattern of its own; the face in the list keeps its characters.
    for (const auto& [name, entries] : families_)
        for (const Entry& listed : entries)
            if (listed.source == entry->source) emoji_ = listed;
}

const FontIndex::Entry* FontIndex::find(std::string_view family, const FontRequest& request) const {
    const auto found = families_.find(family_key(family));
    if (found == families_.end()) return nullptr;
    const Entry* best = nullptr;
    for (const Entry& entry : found->second)
        if (!best || distance(entry, request) < distance(*best, request)) best = &entry;
    return best;
}

}  // namespace indaba::ui
