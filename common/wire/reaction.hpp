#pragma once
/// The rule for reactions. The core refuses what breaks it; a client asks before it posts.
#include <string_view>

namespace indaba {

/// Returns true for one grapheme of at most limit::reaction bytes that shows something: an emoji, a
/// letter or another sign, without controls and white space.
bool valid_reaction(std::string_view emoji);

}  // namespace indaba
