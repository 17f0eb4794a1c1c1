#pragma once
/// Finds in a text the names that it calls: '@' and a name, or @all for everybody. The model counts
/// mentions with it, and both clients highlight them.
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace indaba {

/// The bytes of a mention in its text, with the '@'.
struct Mention {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool operator==(const Mention&) const = default;
};

using FoldedNames = std::set<std::string, std::less<>>;

/// Returns the mentions of these names (case-folded, see name.hpp) and of @all, in order. A mention
/// stands at the borders of words: nothing in an e-mail address is one, and "@ann-marie" is not one
/// of "ann". Of two names that fit, the longer one counts.
std::vector<Mention> find_mentions(std::string_view text, const FoldedNames& names);

}  // namespace indaba
