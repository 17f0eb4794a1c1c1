#pragma once
/// Where a text names addresses one may open: http and https only, at most 2048 bytes, no control
/// characters. Pure.
#include <cstddef>
#include <string_view>
#include <vector>

namespace indaba::ui {

struct LinkSpan {
    std::size_t begin = 0, end = 0;  // bytes
};

/// Ascending. Punctuation that ends a sentence does not belong to an address.
std::vector<LinkSpan> find_links(std::string_view shown);

}  // namespace indaba::ui
