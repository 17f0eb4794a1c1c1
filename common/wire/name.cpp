#include "common/wire/name.hpp"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/uversion.h>

#include <array>
#include <initializer_list>
#include <memory>
#include <set>
#include <stdexcept>

#include "common/wire/protocol.hpp"
#include "common/wire/text.hpp"

namespace indaba {
namespace {

void must(UErrorCode status) {
    if (U_FAILURE(status))
        throw std::runtime_error(fmt::format("ICU cannot work here: {}", u_errorName(status)));
}

/// Returns the checker, which is opened once and then only read, so every thread may use it.
const USpoofChecker* checker() {
    static const auto made = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<USpoofChecker, decltype(&uspoof_close)> spoof(uspoof_open(&status),
                                                                      uspoof_close);
        must(status);
        uspoof_setRestrictionLevel(spoof.get(), USPOOF_HIGHLY_RESTRICTIVE);
        uspoof_setChecks(spoof.get(),
                         USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS |
                             USPOOF_HIDDEN_OVERLAY,
                         &status);
        must(status);
        return spoof;
    }();
    return made.get();
}

std::string normalized(const icu::Normalizer2* form, std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString result =
        form->normalize(icu::UnicodeString::fromUTF8(
                            icu::StringPiece(text.data(), static_cast<int32_t>(text.size()))),
                        status);
    must(status);
    std::string utf8;
    return result.toUTF8String(utf8);
}

std::string nfkc(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* form = icu::Normalizer2::getNFKCInstance(status);
    must(status);
    return normalized(form, text);
}

std::string nfkc_casefold(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* form = icu::Normalizer2::getNFKCCasefoldInstance(status);
    must(status);
    return normalized(form, text);
}

/// Returns the skeleton of the name as written, case-folded, so "PaypaI" has that of "paypal".
std::string skeleton_of(const std::string& shown) {
    UErrorCode status = U_ZERO_ERROR;
    std::array<char, 4096> out{};
    const int32_t length =
        uspoof_getSkeletonUTF8(checker(), 0, shown.data(), static_cast<int32_t>(shown.size()),
                               out.data(), static_cast<int32_t>(out.size()), &status);
    must(status);
    return nfkc_casefold({out.data(), static_cast<std::size_t>(length)});
}

/// Returns true for symbols that are drawn blank or as an empty box.
bool blank_symbol(UChar32 point) {
    return point == 0x2800 || point == 0xFFFC || point == 0xFFFD || point == 0x1D159;
}

const char* unfit_character(UChar32 point) {
    if (u_isUWhiteSpace(point)) return "has no spaces; join words with '-' or '_'";
    switch (u_charType(point)) {
        case U_CONTROL_CHAR:
        case U_LINE_SEPARATOR:
        case U_PARAGRAPH_SEPARATOR:
            return "has no control characters";
        case U_FORMAT_CHAR:
            return "has no invisible or direction-changing characters";
        case U_PRIVATE_USE_CHAR:
        case U_SURROGATE:
        case U_UNASSIGNED:
            return "has no private or unassigned characters";
        default:
            break;
    }
    if (u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
        u_hasBinaryProperty(point, UCHAR_VARIATION_SELECTOR) || blank_symbol(point))
        return "has no invisible characters";
    return nullptr;
}

/// Returns how many marks may follow each other. Some scripts (Burmese, Thai) write up to four. Of
/// the accents that go with any script, which are used to build towers, two are enough.
int marks_in_a_row(UChar32 point) {
    UErrorCode status = U_ZERO_ERROR;
    return uscript_getScript(point, &status) == USCRIPT_INHERITED ? 2 : 4;
}

const char* unfit_characters(const std::string& utf8) {
    const icu::UnicodeString text = icu::UnicodeString::fromUTF8(utf8);
    int marks = 0;
    UChar32 before = 0;
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 point = text.char32At(i);
        if (const char* why = unfit_character(point)) return why;
        const bool mark = (U_GET_GC_MASK(point) & U_GC_M_MASK) != 0;
        if (mark && i == 0) return "does not begin with a combining mark";
        marks = mark ? marks + 1 : 0;
        if (marks > marks_in_a_row(point) || (mark && point == before))
            return "does not pile up combining marks";
        before = point;
    }
    return nullptr;
}

std::string in_capitals(std::string_view ascii) {
    std::string result;
    for (const char c : ascii) result += static_cast<char>(c - 'a' + 'A');
    return result;
}

using Skeletons = std::set<std::string>;

/// Returns the skeletons of the words. A name is compared in small letters and in capitals, since
/// both "ADMlN" and "adrnin" look like "admin".
Skeletons skeletons_of(std::initializer_list<std::string_view> words) {
    Skeletons skeletons;
    for (const std::string_view word : words) {
        skeletons.insert(skeleton_of(std::string(word)));
        skeletons.insert(skeleton_of(in_capitals(word)));
    }
    return skeletons;
}

bool looks_like_one_of(const Skeletons& skeletons, const Name& name) {
    return skeletons.contains(name.skeleton) || skeletons.contains(skeleton_of(name.folded));
}

/// The rules that differ between the names of accounts and the titles of rooms.
struct NameRules {
    std::string_view noun;  // the beginning of each sentence
    std::size_t max_code_points;
    const Skeletons& reserved;
    std::string_view why_reserved;
};

std::variant<Name, InvalidName> validate(std::string_view wanted, const NameRules& rules) {
    const auto unfit = [&rules](std::string_view why) {
        return InvalidName{fmt::format("{} {}.", rules.noun, why)};
    };
    const std::string too_long = fmt::format("has at most {} characters", rules.max_code_points);
    constexpr std::size_t max_growth = 16;  // bytes for one code point of the result
    if (wanted.size() > max_growth * rules.max_code_points) return unfit(too_long);
    if (!valid_utf8(wanted)) return unfit("is text in UTF-8");
    // The name is also checked as written: NFKC turns some spaces and controls into harmless ones.
    if (const char* why = unfit_characters(std::string(wanted))) return unfit(why);
    Name name;
    name.display = nfkc(wanted);
    if (const char* why = unfit_characters(name.display)) return unfit(why);
    const std::size_t length = code_points(name.display).value_or(0);
    if (length == 0) return unfit("has at least one character");
    if (length > rules.max_code_points) return unfit(too_long);
    if (name.display.front() == '#' || name.display.front() == '@' || name.display.front() == '/')
        return unfit("does not begin with '#', '@' or '/'");
    UErrorCode status = U_ZERO_ERROR;
    const int32_t spoof =
        uspoof_check2UTF8(checker(), name.display.data(), static_cast<int32_t>(name.display.size()),
                          nullptr, &status);
    must(status);
    if (spoof != 0) return unfit("uses one script only, so that no name looks like another");
    name.folded = nfkc_casefold(name.display);
    name.skeleton = skeleton_of(name.display);
    if (looks_like_one_of(rules.reserved, name)) return unfit(rules.why_reserved);
    return name;
}

}  // namespace

std::variant<Name, InvalidName> validate_name(std::string_view wanted) {
    static const Skeletons official = skeletons_of(
        {"indaba", "broker", "server", "system", "admin", "administrator", "operator", "root"});
    return validate(wanted, {"A name", limit::name_code_points, official,
                             "does not look like a name of the broker or an operator"});
}

std::variant<Name, InvalidName> validate_title(std::string_view wanted) {
    static const Skeletons taken = skeletons_of({"lobby"});
    return validate(wanted, {"A title", limit::title_code_points, taken,
                             "does not look like that of the lobby"});
}

std::optional<std::string> folded_name(std::string_view name) {
    const auto fit = validate_name(name);
    if (const Name* found = std::get_if<Name>(&fit)) return found->folded;
    return std::nullopt;
}

std::string case_folded(std::string_view text) { return nfkc_casefold(text); }

std::string_view icu_version() { return U_ICU_VERSION; }

}  // namespace indaba
