#include "imgui-client/messages/heights.hpp"

#include <algorithm>

namespace indaba::ui {

void Heights::clear() {
    heights_.clear();
    tree_.clear();
    skipped_ = 0;
    total_ = 0;
}

void Heights::push_back(std::int32_t height) {
    heights_.push_back(height);
    const std::size_t index = block_of(heights_.size() - 1);
    // A new node of a Fenwick tree starts with the sum of the blocks it covers.
    while (tree_.size() <= index + 1) {
        const std::size_t node = tree_.size();
        std::int64_t sum = 0;
        for (std::size_t child = node - 1; node > 0 && child > node - (node & (~node + 1));
             child -= child & (~child + 1))
            sum += tree_[child];
        tree_.push_back(sum);
    }
    add(index, height);
}

void Heights::pop_back() {
    add(block_of(heights_.size() - 1), -std::int64_t{heights_.back()});
    heights_.pop_back();
}

void Heights::push_front(const std::vector<std::int32_t>& heights) {
    heights_.insert(heights_.begin(), heights.begin(), heights.end());
    const std::size_t room = skipped_;
    if (heights.size() <= room) {
        skipped_ -= heights.size();
        for (std::size_t row = 0; row < heights.size(); ++row) add(block_of(row), heights[row]);
        return;
    }
    rebuild();
}

void Heights::set(std::size_t row, std::int32_t height) {
    add(block_of(row), std::int64_t{height} - heights_[row]);
    heights_[row] = height;
}

std::int64_t Heights::above(std::size_t row) const {
    const std::size_t blocks = block_of(row);
    std::int64_t sum = 0;
    for (std::size_t node = std::min(blocks, tree_.empty() ? 0 : tree_.size() - 1); node > 0;
         node -= node & (~node + 1))
        sum += tree_[node];
    const std::size_t begin = blocks * block > skipped_ ? blocks * block - skipped_ : 0;
    for (std::size_t each = begin; each < row; ++each) sum += heights_[each];
    return sum;
}

std::size_t Heights::row_at(std::int64_t y) const {
    std::size_t blocks = 0, step = 1;
    while (step * 2 < tree_.size()) step *= 2;
    std::int64_t rest = std::max<std::int64_t>(y, 0);
    for (; step > 0; step /= 2) {
        if (blocks + step >= tree_.size() || tree_[blocks + step] > rest) continue;
        blocks += step;
        rest -= tree_[blocks];
    }
    std::size_t row = blocks * block > skipped_ ? blocks * block - skipped_ : 0;
    while (row + 1 < heights_.size() && heights_[row] <= rest) rest -= heights_[row++];
    return std::min(row, heights_.size() - 1);
}

std::size_t Heights::nearest_with_height(std::size_t row, bool above) const {
    std::size_t up = row, down = row;
    while (heights_[up] == 0 && up > 0) --up;
    while (heights_[down] == 0 && down + 1 < heights_.size()) ++down;
    return heights_[down] == 0 || (above && heights_[up] > 0) ? up : down;
}

void Heights::add(std::size_t block_index, std::int64_t difference) {
    total_ += difference;
    for (std::size_t node = block_index + 1; node < tree_.size(); node += node & (~node + 1))
        tree_[node] += difference;
}

/// Builds the tree anew, with a thousand blocks of room before the first row for older pages.
void Heights::rebuild() {
    skipped_ = 1024 * block;
    tree_.assign(block_of(heights_.size() - 1) + 2, 0);
    total_ = 0;
    for (std::size_t row = 0; row < heights_.size(); ++row) {
        tree_[block_of(row) + 1] += heights_[row];
        total_ += heights_[row];
    }
    for (std::size_t node = 1; node < tree_.size(); ++node) {
        const std::size_t parent = node + (node & (~node + 1));
        if (parent < tree_.size()) tree_[parent] += tree_[node];
    }
}

}  // namespace indaba::ui
