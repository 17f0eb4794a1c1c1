#include "imgui-client/style/theme.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace indaba::ui {
namespace {

constexpr Palette dark_palette{
    .side = rgb(0x17191e),
    .middle = rgb(0x1e2127),
    .footer = rgb(0x1b1e23),
    .field = rgb(0x282c34),
    .card = rgb(0x22262d),
    .hover = rgb(0x24282f),
    .chosen = rgb(0x2d3340),
    .hairline = rgb(0x2b2f37),
    .edge = rgb(0x3a3f4a),
    .shade = 0x99000000u,
    .strong = rgb(0xf2f4f7),
    .text = rgb(0xd5d8de),
    .muted = rgb(0x969ca8),
    .on_accent = rgb(0xffffff),
    .accent = rgb(0x306feb),
    .link = rgb(0x7aa5f5),
    .whisper = rgb(0xb79cf5),
    .whisper_surface = rgb(0x2a2540),
    .whisper_chip = rgb(0x433a60),
    .whisper_text = rgb(0xbca3f6),
    .danger = rgb(0xd63e36),
    .danger_text = rgb(0xf0837c),
    .on_danger = rgb(0xffffff),
    .online = rgb(0x3fb27f),
    .reconnecting = rgb(0xe0a63b),
    .offline = rgb(0x5d6470),
    .banner = rgb(0x3a2f1a),
    .banner_text = rgb(0xf0c674),
    .banner_button = rgb(0x574728),
    .selection = rgb(0x27375a),
    .picked = rgb(0x25355a),
    .code_block = rgb(0x17191e),
    .code_inline = rgb(0x2d323b),
    .mention = rgb(0x2e2a20),
    .mention_name = rgb(0x4d3f1f),
    .mention_text = rgb(0xf0c674),
    .scrollbar = rgb(0x3b3f48),
};

constexpr Palette light_palette{
    .side = rgb(0xf3f4f7),
    .middle = rgb(0xffffff),
    .footer = rgb(0xfafbfc),
    .field = rgb(0xf3f4f7),
    .card = rgb(0xffffff),
    .hover = rgb(0xeef0f4),
    .chosen = rgb(0xe3ebfc),
    .hairline = rgb(0xe4e6eb),
    .edge = rgb(0xd0d4dc),
    .shade = 0x66000000u,
    .strong = rgb(0x14171b),
    .text = rgb(0x2b2f36),
    .muted = rgb(0x636976),
    .on_accent = rgb(0xffffff),
    .accent = rgb(0x3b6fe0),
    .link = rgb(0x1f55cc),
    .whisper = rgb(0x6b46c1),
    .whisper_surface = rgb(0xf1ecff),
    .whisper_chip = rgb(0xd9cef4),
    .whisper_text = rgb(0x643dbb),
    .danger = rgb(0xd0372f),
    .danger_text = rgb(0xc02c25),
    .on_danger = rgb(0xffffff),
    .online = rgb(0x2e9e6b),
    .reconnecting = rgb(0xd18f1b),
    .offline = rgb(0xa0a6b1),
    .banner = rgb(0xfff4da),
    .banner_text = rgb(0x7d5200),
    .banner_button = rgb(0xeddcb8),
    .selection = rgb(0xd6e3fd),
    .picked = rgb(0xe3ebfc),
    .code_block = rgb(0xf6f7f9),
    .code_inline = rgb(0xeceef2),
    .mention = rgb(0xfff8e6),
    .mention_name = rgb(0xfbe6b0),
    .mention_text = rgb(0x7d5200),
    .scrollbar = rgb(0xd5d7dc),
    .dark = false,
};

/// Surfaces are black. White frames and a dark blue say what is chosen.
constexpr Palette high_contrast_palette{
    .side = rgb(0x000000),
    .middle = rgb(0x000000),
    .footer = rgb(0x000000),
    .field = rgb(0x000000),
    .card = rgb(0x000000),
    .hover = rgb(0x1f1f1f),
    .chosen = rgb(0x0a2a55),
    .hairline = rgb(0x8c8c8c),
    .edge = rgb(0xffffff),
    .shade = 0xCC000000u,
    .strong = rgb(0xffffff),
    .text = rgb(0xffffff),
    .muted = rgb(0xd0d0d0),
    .on_accent = rgb(0x000000),
    .accent = rgb(0x6db3ff),
    .link = rgb(0x8ec5ff),
    .whisper = rgb(0xd5bcff),
    .whisper_surface = rgb(0x1c1030),
    .whisper_chip = rgb(0xd5bcff),
    .whisper_text = rgb(0x000000),
    .danger = rgb(0xff7a70),
    .danger_text = rgb(0xffa199),
    .on_danger = rgb(0x000000),
    .online = rgb(0x5df09a),
    .reconnecting = rgb(0xffd24a),
    .offline = rgb(0xb0b0b0),
    .banner = rgb(0x2b2300),
    .banner_text = rgb(0xffd95e),
    .banner_button = rgb(0x4a3c00),
    .selection = rgb(0x0d3060),
    .picked = rgb(0x0a2a55),
    .code_block = rgb(0x000000),
    .code_inline = rgb(0x2b2b2b),
    .mention = rgb(0x241d00),
    .mention_name = rgb(0xffd24a),
    .mention_text = rgb(0x000000),
    .scrollbar = rgb(0xb0b0b0),
    .high_contrast = true,
};

/// The colours of one hue: `avatar` below white initials, the others for names.
struct Hue {
    std::string_view what;
    Colour avatar, name_on_dark, name_on_light;
};
// Picked by eye, so that two hues never look alike; computed hues gave three equal greens.
constexpr std::array<Hue, 10> hues{{
    {"blue", rgb(0x386cf1), rgb(0x8aabff), rgb(0x215bf0)},
    {"olive", rgb(0x6b7d2c), rgb(0xb7cc6a), rgb(0x607027)},
    {"rose", rgb(0xcf3a5c), rgb(0xf293a8), rgb(0xc2274a)},
    {"ochre", rgb(0xa16929), rgb(0xe5ae6b), rgb(0x905e25)},
    {"sky", rgb(0x2e7da7), rgb(0x74c4ee), rgb(0x297095)},
    {"indigo", rgb(0x5c6bdd), rgb(0xa5aef5), rgb(0x4b5cd9)},
    {"brick", rgb(0xc54f43), rgb(0xf09a90), rgb(0xb54337)},
    {"sea", rgb(0x278468), rgb(0x6fd0b0), rgb(0x23765d)},
    {"violet", rgb(0x9e55c6), rgb(0xcfa0ee), rgb(0x9444c0)},
    {"pink", rgb(0xbf4b89), rgb(0xf0a0cb), rgb(0xb03f7b)},
}};

struct ThemeState {
    Theme theme = Theme::dark;
    float scale = 1;
};
ThemeState current;

/// Returns the FNV-1a hash of an account, since its first bytes alone might be chosen by its owner.
const Hue& hue_of(const Account& account) {
    std::uint32_t hash = 2166136261u;
    for (const std::uint8_t byte : account.bytes) hash = (hash ^ byte) * 16777619u;
    return hues[hash % hues.size()];
}

float channel(Colour colour, int shift) {
    return static_cast<float>((colour >> shift) & 0xFFu) / 255.0f;
}

Colour dimmed(Colour avatar) { return mixed(avatar, palette().side, 0.35f); }

/// Returns the names' colours for the high-contrast theme: each as light as the lightest surface
/// needs.
const std::array<Colour, hues.size()>& light_names() {
    static const auto names = [] {
        std::array<Colour, hues.size()> lightened{};
        for (std::size_t i = 0; i < hues.size(); ++i) {
            float white = 0;
            do lightened[i] = mixed(rgb(0xffffff), hues[i].name_on_dark, white);
            while (contrast(lightened[i], high_contrast_palette.chosen) < 7 &&
                   (white += 0.02f) < 1);
        }
        return lightened;
    }();
    return names;
}

Colour name_in(const Hue& hue) {
    if (palette().high_contrast) return light_names()[static_cast<std::size_t>(&hue - hues.data())];
    return palette().dark ? hue.name_on_dark : hue.name_on_light;
}

/// Returns the relative luminance of WCAG 2.1.
float luminance(Colour colour) {
    const auto linear = [&](int shift) {
        const float value = channel(colour, shift);
        return value <= 0.04045f ? value / 12.92f : std::pow((value + 0.055f) / 1.055f, 2.4f);
    };
    return 0.2126f * linear(0) + 0.7152f * linear(8) + 0.0722f * linear(16);
}

void add_ordinary(const Palette& p, std::vector<TextOn>& pairs) {
    const std::array surfaces{p.side, p.middle, p.footer, p.field, p.card, p.hover, p.chosen};
    for (const Colour surface : surfaces) {
        pairs.push_back({"strong", p.strong, surface});
        pairs.push_back({"text", p.text, surface});
        pairs.push_back({"muted", p.muted, surface});
        pairs.push_back({"link", p.link, surface});
        pairs.push_back({"whisper", p.whisper, surface});
        pairs.push_back({"danger text", p.danger_text, surface});
    }
}

void add_special(const Palette& p, std::vector<TextOn>& pairs) {
    pairs.insert(pairs.end(), {{"on accent", p.on_accent, p.accent},
                               {"on danger", p.on_danger, p.danger},
                               {"logo", logo_colours().sign, logo_colours().begin},
                               {"logo", logo_colours().sign, logo_colours().end},
                               {"strong in a whisper", p.strong, p.whisper_surface},
                               {"text in a whisper", p.text, p.whisper_surface},
                               {"muted in a whisper", p.muted, p.whisper_surface},
                               {"link in a whisper", p.link, p.whisper_surface},
                               {"whisper in a whisper", p.whisper, p.whisper_surface},
                               {"danger in a whisper", p.danger_text, p.whisper_surface},
                               {"whisper chip", p.whisper_text, p.whisper_chip},
                               {"selected text", p.text, p.selection},
                               {"selected link", p.link, p.selection},
                               {"own reaction", p.text, p.picked},
                               {"code", p.text, p.code_block},
                               {"link in code", p.link, p.code_block},
                               {"head of code", p.muted, p.code_block},
                               {"code in a line", p.text, p.code_inline},
                               {"text that mentions me", p.text, p.mention},
                               {"link beside a mention", p.link, p.mention},
                               {"my name in a text", p.mention_text, p.mention_name},
                               {"hit", hit_colours(false).text, hit_colours(false).surface},
                               {"chosen hit", hit_colours(true).text, hit_colours(true).surface},
                               {"banner", p.banner_text, p.banner},
                               {"banner button", p.banner_text, p.banner_button}});
}

void add_people(const Palette& p, std::vector<TextOn>& pairs) {
    for (const Hue& hue : hues) {
        for (const Colour surface :
             {p.side, p.middle, p.hover, p.whisper_surface, p.field, p.card, p.chosen})
            pairs.push_back({hue.what, name_in(hue), surface});
        if (p.high_contrast) continue;  // rings have no surface
        pairs.push_back({hue.what, p.on_accent, hue.avatar});
        pairs.push_back({hue.what, p.text, dimmed(hue.avatar)});
    }
}

}  // namespace

Colour faded(Colour colour, float alpha) {
    const float opacity = std::clamp(alpha, 0.0f, 1.0f) * static_cast<float>(colour >> 24);
    return (colour & 0x00FFFFFFu) | (static_cast<Colour>(std::lround(opacity)) << 24);
}

Colour mixed(Colour over, Colour below, float part) {
    Colour result = 0xFF000000u;
    for (int shift = 0; shift < 24; shift += 8) {
        const float value = channel(over, shift) * part + channel(below, shift) * (1 - part);
        result |= static_cast<Colour>(std::lround(value * 255.0f)) << shift;
    }
    return result;
}

void set_theme(Theme theme) { current.theme = theme; }
Theme theme() { return current.theme; }
const Palette& palette() { return palette_of(current.theme); }

const Palette& palette_of(Theme theme) {
    switch (theme) {
        case Theme::dark:
            return dark_palette;
        case Theme::light:
            return light_palette;
        case Theme::high_contrast:
            return high_contrast_palette;
    }
    return dark_palette;
}

std::string_view name_of(Theme theme) {
    constexpr std::array<std::string_view, themes.size()> names{"dark", "light", "high-contrast"};
    return names[static_cast<std::size_t>(theme)];
}

Theme theme_named(std::string_view name) {
    const auto found = std::ranges::find(themes, name, name_of);
    return found == themes.end() ? Theme::dark : *found;
}

void set_scale(float scale) {
    current.scale = std::isfinite(scale) ? std::clamp(scale, 0.5f, 4.0f) : 1.0f;
}
float scale() { return current.scale; }
float px(float at_scale_1) { return std::floor(at_scale_1 * current.scale + 0.5f); }

HitColours hit_colours(bool chosen) {
    if (palette().high_contrast)
        return chosen ? HitColours{rgb(0xffe14d), rgb(0x000000)}
                      : HitColours{rgb(0x5f4e00), rgb(0xffffff)};
    if (palette().dark)
        return chosen ? HitColours{rgb(0xf0c674), rgb(0x17191e)}
                      : HitColours{rgb(0x57471f), rgb(0xf2f4f7)};
    return chosen ? HitColours{rgb(0xffc233), rgb(0x14171b)}
                  : HitColours{rgb(0xffe9a8), rgb(0x14171b)};
}

LogoColours logo_colours() {
    if (palette().high_contrast) return {rgb(0x1d4fb8), rgb(0x5a34b0), rgb(0xffffff)};
    return {rgb(0x306feb), rgb(0x7c50d8), rgb(0xffffff)};
}

Colour avatar_colour(const Account& account) { return hue_of(account).avatar; }
Colour faded_avatar_colour(const Account& account) { return dimmed(hue_of(account).avatar); }
Colour name_colour(const Account& account) { return name_in(hue_of(account)); }

std::vector<TextOn> all_text_colours() {
    std::vector<TextOn> pairs;
    add_ordinary(palette(), pairs);
    add_special(palette(), pairs);
    add_people(palette(), pairs);
    return pairs;
}

float required_contrast() { return palette().high_contrast ? 7.0f : 4.5f; }

float contrast(Colour text, Colour surface) {
    const float a = luminance(text), b = luminance(surface);
    return (std::max(a, b) + 0.05f) / (std::min(a, b) + 0.05f);
}

}  // namespace indaba::ui
