#include "imgui-client/messages/heights.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <vector>

using indaba::ui::Heights;

namespace {

/// A slow implementation of Heights to compare with.
struct Naive {
    std::vector<std::int32_t> rows;
    std::int64_t above(std::size_t row) const {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < row; ++i) sum += rows[i];
        return sum;
    }
    std::size_t row_at(std::int64_t y) const {
        std::size_t row = 0;
        for (std::int64_t end = rows[0]; row + 1 < rows.size() && end <= y;) end += rows[++row];
        return row;
    }
};

void compare(const Heights& heights, const Naive& naive, std::mt19937& random) {
    REQUIRE(heights.size() == naive.rows.size());
    CHECK(heights.total() == naive.above(naive.rows.size()));
    if (naive.rows.empty()) return;
    const std::size_t row = random() % (naive.rows.size() + 1);
    CHECK(heights.above(row) == naive.above(row));
    const std::int64_t y = static_cast<std::int64_t>(random()) % (heights.total() + 50) - 20;
    CHECK(heights.row_at(y) == naive.row_at(y));
}

}  // namespace

TEST_CASE("Heights agrees with a slow sum after any operations") {
    for (unsigned seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        Heights heights;
        Naive naive;
        const auto height = [&] { return static_cast<std::int32_t>(random() % 90 + 1); };
        for (int step = 0; step < 400; ++step) {
            const auto what = random() % 10;
            if (what < 5) {
                naive.rows.push_back(height());
                heights.append(1, naive.rows.back());
            } else if (what == 5) {
                const std::size_t count = random() % 700;
                const std::int32_t each = height();
                naive.rows.insert(naive.rows.end(), count, each);
                heights.append(count, each);
            } else if (what == 6 && !naive.rows.empty()) {
                naive.rows.pop_back();
                heights.pop_back();
            } else if (!naive.rows.empty()) {
                const std::size_t row = random() % naive.rows.size();
                naive.rows[row] = height();
                heights.set(row, naive.rows[row]);
            }
            compare(heights, naive, random);
        }
    }
}

TEST_CASE("sums stay exact for a million rows") {
    Heights heights;
    heights.append(1'000'000, 51);
    CHECK(heights.total() == 51'000'000);
    CHECK(heights.above(999'999) == 50'999'949);
    CHECK(heights.row_at(50'999'949) == 999'999);
    CHECK(heights.row_at(50'999'948) == 999'998);
}
