#pragma once
/// The names of families that are asked for first: for a script, and for text of one width. Those
/// of Noto stand before those of Windows; a family that a machine does not have is passed over.
/// Pure.
#include <unicode/uscript.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace indaba::ui {

/// The forms that ideographs take: one for a text, or a line would mix faces.
enum class HanForm { simplified, traditional, hong_kong, japanese, korean };

/// Returns the families for a script, the better first.
std::vector<std::string> families_of(UScriptCode script, HanForm han);
/// Returns the families of monospaced text, the better first.
std::span<const std::string_view> monospaced_families();
/// Returns whether a family, in lower case and without spaces, is one of ideographs.
bool is_of_ideographs(std::string_view family_key);

}  // namespace indaba::ui
