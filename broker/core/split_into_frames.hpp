#pragma once
/// Splits a list so that each part fits one message. Used for every list that the broker sends.
#include <utility>
#include <vector>

#include "common/wire/codec.hpp"

namespace indaba::broker {

/// Returns the parts of `list` in order, each of at most `max_bytes` encoded (but at least one
/// item). `size_of` returns the bytes that an item adds. An empty list has no parts.
template <class Item, class SizeOf>
std::vector<std::vector<Item>> split_into_frames(std::vector<Item> list, std::size_t max_bytes,
                                                 SizeOf size_of) {
    std::vector<std::vector<Item>> parts;
    std::size_t bytes = 0;
    for (Item& item : list) {
        const std::size_t size = size_of(item);
        if (parts.empty() || bytes + size > max_bytes) {
            parts.emplace_back();
            bytes = 0;
        }
        bytes += size;
        parts.back().push_back(std::move(item));
    }
    return parts;
}

template <class Item>
std::vector<std::vector<Item>> split_into_frames(std::vector<Item> list) {
    return split_into_frames(std::move(list), limit::list,
                             [](const Item& item) { return encoded_size(item); });
}

}  // namespace indaba::broker
