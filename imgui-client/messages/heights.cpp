#include "imgui-client/messages/heights.hpp"

#include <algorithm>

namespace indaba::ui {

void Heights::clear() {
    heights_.clear();
    tree_.clear();
    total_ = 0;
}

void Heights::append(std::size_t count, std::int32_t height) {
    while (count > 0) {
        const std::size_t row = heights_.size();
        const std::size_t added = std::min(count, block - row % block);
        // A new node of a Fenwick tree starts with the sum of the blocks it covers.
        while (tree_.size() <= row / block + 1) {
            const std::size_t node = tree_.size();
            std::int64_t sum = 0;
            for (std::size_t child = node - 1; node > 0 && child > node - (node & (~node + 1));
                 child -= child & (~child + 1))
                sum += tree_[child];
            tree_.push_back(sum);
        }
        heights_.resize(row + added, height);
        add(row, static_cast<std::int64_t>(added) * height);
        count -= added;
    }
}

void Heights::pop_back() {
    add(heights_.size() - 1, -std::int64_t{heights_.back()});
    heights_.pop_back();
}

void Heights::set(std::size_t row, std::int32_t height) {
    add(row, std::int64_t{height} - heights_[row]);
    heights_[row] = height;
}

std::int64_t Heights::above(std::size_t row) const {
    const std::size_t blocks = row / block;
    std::int64_t sum = 0;
    for (std::size_t node = std::min(blocks, tree_.empty() ? 0 : tree_.size() - 1); node > 0;
         node -= node & (~node + 1))
        sum += tree_[node];
    for (std::size_t each = blocks * block; each < row; ++each) sum += heights_[each];
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
    std::size_t row = blocks * block;
    while (row + 1 < heights_.size() && heights_[row] <= rest) rest -= heights_[row++];
    return std::min(row, heights_.size() - 1);
}

std::size_t Heights::nearest_with_height(std::size_t row, bool above) const {
    std::size_t up = row, down = row;
    while (heights_[up] == 0 && up > 0) --up;
    while (heights_[down] == 0 && down + 1 < heights_.size()) ++down;
    return heights_[down] == 0 || (above && heights_[up] > 0) ? up : down;
}

/// Adds to the sums that contain a row.
void Heights::add(std::size_t row, std::int64_t difference) {
    total_ += difference;
    for (std::size_t node = row / block + 1; node < tree_.size(); node += node & (~node + 1))
        tree_[node] += difference;
}

}  // namespace indaba::ui
