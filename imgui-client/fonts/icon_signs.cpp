#include "imgui-client/fonts/icon_signs.hpp"

#include <algorithm>
#include <iterator>

namespace indaba::ui {
namespace {

struct Sign {
    char16_t icon, sign;
};

/// By the icon. The signs are in DejaVu Sans, and in Segoe UI or Segoe UI Symbol.
constexpr Sign signs[]{
    {0xF002, u'\u26B2'},  // search: neuter, which looks like a magnifying glass
    {0xF00C, u'\u2713'},  // stored: check mark
    {0xF00D, u'\u00D7'},  // close: multiplication sign
    {0xF013, u'\u2699'},  // settings: gear
    {0xF017, u'\u25D4'},  // waiting: circle with one quarter black
    {0xF023, u'\u26B7'},  // lock: Chiron, which looks like a key
    {0xF040, u'\u270E'},  // pencil
    {0xF053, u'\u2039'},  // left
    {0xF054, u'\u203A'},  // right
    {0xF059, u'?'},       // help
    {0xF05A, u'i'},       // about
    {0xF060, u'\u2190'},  // back
    {0xF063, u'\u2193'},  // down
    {0xF067, u'+'},       // plus
    {0xF06A, u'!'},       // refused
    {0xF077, u'\u2191'},  // older
    {0xF078, u'\u2193'},  // newer
    {0xF08B, u'\u21E5'},  // leave
    {0xF0A0, u'\u25A3'},  // disk
    {0xF0AC, u'\u2295'},  // globe: circled plus
    {0xF0C0, u'\u265F'},  // people: a pawn
    {0xF0E6, u'\u275D'},  // talk: heavy quotation mark
    {0xF112, u'\u21A9'},  // reply
    {0xF118, u'\u263A'},  // smile
    {0xF11C, u'\u2328'},  // keyboard
    {0xF141, u'\u2026'},  // more
    {0xF142, u'\u22EE'},  // menu
    {0xF14E, u'\u25CE'},  // compass: bullseye
    {0xF187, u'\u25A4'},  // archive
    {0xF1D8, u'\u27A4'},  // send
    {0xF1F6, u'\u2298'},  // muted: circled slash
    {0xF1FC, u'\u25D1'},  // appearance: circle with right half black
    {0xF234, u'\u2192'},  // joined
    {0xF292, u'#'},       // hash
};
static_assert(std::ranges::is_sorted(signs, {}, &Sign::icon));
constexpr char16_t any_other = u'\u2022';  // a bullet

char16_t sign_of(char16_t icon) {
    const Sign* known = std::ranges::lower_bound(signs, icon, {}, &Sign::icon);
    return known != std::end(signs) && known->icon == icon ? known->sign : any_other;
}

}  // namespace

void replace_icons(std::u16string& text) {
    for (char16_t& unit : text)
        if (is_icon(unit)) unit = sign_of(unit);
}

}  // namespace indaba::ui
