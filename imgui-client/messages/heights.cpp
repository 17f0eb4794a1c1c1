#include "imgui-client/messages/heights.hpp"

#include <algorithm>

namespace indaba::ui {

void Heights::Block::set(std::size_t row, std::int32_t to) {
    if (at(row) == to) return;
    if (heights.empty()) heights.assign(block_rows, height);
    heights[row] = to;
}

void Heights::clear() { *this = {}; }

void Heights::append(std::size_t count, std::int32_t height) {
    while (count > 0) {
        const std::size_t added = std::min(count, block_rows - size_ % block_rows);
        append_to_block(added, height);
        count -= added;
    }
}

/// Adds rows that fit into the last block, or into a new one after it.
void Heights::append_to_block(std::size_t count, std::int32_t height) {
    // A new node of a Fenwick tree starts with the sum of the blocks it covers.
    while (tree_.size() <= size_ / block_rows + 1) {
        const std::size_t node = tree_.size();
        std::int64_t sum = 0;
        for (std::size_t child = node - 1; node > 0 && child > node - (node & (~node + 1));
             child -= child & (~child + 1))
            sum += tree_[child];
        tree_.push_back(sum);
    }
    const std::size_t first = size_ % block_rows;
    blocks_.resize(size_ / block_rows + 1);
    if (first == 0)
        blocks_.back() = {height, {}};
    else
        for (std::size_t row = first; row < first + count; ++row) blocks_.back().set(row, height);
    add(size_, static_cast<std::int64_t>(count) * height);
    size_ += count;
}

void Heights::pop_back() {
    add(size_ - 1, -std::int64_t{at(size_ - 1)});
    --size_;
}

void Heights::set(std::size_t row, std::int32_t height) {
    add(row, std::int64_t{height} - at(row));
    blocks_[row / block_rows].set(row % block_rows, height);
}

std::int64_t Heights::above(std::size_t row) const {
    const std::size_t blocks = row / block_rows;
    std::int64_t sum = 0;
    for (std::size_t node = std::min(blocks, tree_.empty() ? 0 : tree_.size() - 1); node > 0;
         node -= node & (~node + 1))
        sum += tree_[node];
    for (std::size_t each = blocks * block_rows; each < row; ++each) sum += at(each);
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
    std::size_t row = blocks * block_rows;
    while (row + 1 < size_ && at(row) <= rest) rest -= at(row++);
    return std::min(row, size_ - 1);
}

std::size_t Heights::nearest_with_height(std::size_t row, bool above) const {
    std::size_t up = row, down = row;
    while (at(up) == 0 && up > 0) --up;
    while (at(down) == 0 && down + 1 < size_) ++down;
    return at(down) == 0 || (above && at(up) > 0) ? up : down;
}

/// Adds to the sums that contain a row.
void Heights::add(std::size_t row, std::int64_t difference) {
    total_ += difference;
    for (std::size_t node = row / block_rows + 1; node < tree_.size(); node += node & (~node + 1))
        tree_[node] += difference;
}

}  // namespace indaba::ui
