#pragma once
/// The heights of a million rows, most of them only estimated: a Fenwick tree over blocks of 256
/// rows. Adding at either end, changing one height, the sum before a row and the row at a pixel
/// cost O(log n). Pure. Heights are whole pixels; sums are 64-bit, since a long history is longer
/// than a float is exact.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace indaba::ui {

class Heights {
 public:
    void clear();
    std::size_t size() const { return heights_.size(); }
    void push_back(std::int32_t height);
    /// `heights` are those of the new first rows, top to bottom.
    void push_front(const std::vector<std::int32_t>& heights);
    void pop_back();
    void set(std::size_t row, std::int32_t height);
    std::int32_t at(std::size_t row) const { return heights_[row]; }
    std::int64_t total() const { return total_; }
    /// Pixels above `row`; row may be size().
    std::int64_t above(std::size_t row) const;
    /// The row that covers pixel `y` (clamped), for size() > 0.
    std::size_t row_at(std::int64_t y) const;

 private:
    static constexpr std::size_t block = 256;
    std::size_t block_of(std::size_t row) const { return (row + skipped_) / block; }
    void add(std::size_t block_index, std::int64_t difference);
    void rebuild();

    std::deque<std::int32_t> heights_;
    std::size_t skipped_ = 0;         // unused places of the first block
    std::vector<std::int64_t> tree_;  // Fenwick over blocks, 1-based
    std::int64_t total_ = 0;
};

}  // namespace indaba::ui
