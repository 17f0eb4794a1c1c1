#pragma once
/// The heights of up to a million rows, most of them estimated, in whole pixels: a Fenwick tree
/// over blocks of 256 rows. Changing a height, the sum above a row and the row at a pixel cost
/// O(log n); adding rows costs as much for each block. A block whose rows are equally high stores
/// one height, since a start must not touch memory for a million rows. Sums are 64-bit, since a
/// float is not exact for a long history. Pure.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace indaba::ui {

class Heights {
 public:
    void clear();
    std::size_t size() const { return size_; }
    /// Adds `count` rows of one height below the others.
    void append(std::size_t count, std::int32_t height);
    void pop_back();
    void set(std::size_t row, std::int32_t height);
    std::int32_t at(std::size_t row) const {
        return blocks_[row / block_rows].at(row % block_rows);
    }
    std::int64_t total() const { return total_; }
    /// Returns the pixels above `row`, which may be size().
    std::int64_t above(std::size_t row) const;
    /// Returns the row at pixel `y`, which is clamped. There must be a row.
    std::size_t row_at(std::int64_t y) const;
    /// Returns `row`, or if it has no height the nearest one `above` it, or below it, that has; the
    /// nearest on the other side when there is none.
    std::size_t nearest_with_height(std::size_t row, bool above) const;

 private:
    static constexpr std::size_t block_rows = 256;
    struct Block {
        std::int32_t height = 0;            // of all rows, while `heights` is empty
        std::vector<std::int32_t> heights;  // one for each row that may be in the block
        std::int32_t at(std::size_t row) const { return heights.empty() ? height : heights[row]; }
        void set(std::size_t row, std::int32_t to);
    };
    void append_to_block(std::size_t count, std::int32_t height);
    void add(std::size_t row, std::int64_t difference);

    std::vector<Block> blocks_;
    std::vector<std::int64_t> tree_;  // Fenwick over blocks, 1-based
    std::size_t size_ = 0;
    std::int64_t total_ = 0;
};

}  // namespace indaba::ui
