#include "imgui-client/messages/message_scroll.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <random>
#include <vector>

using indaba::ui::MessageScroll;

namespace {

constexpr float view = 500, lead = 60, tail = 8;

/// Rows whose true heights differ from the estimates.
struct Rows {
    std::vector<std::int32_t> heights;
    MessageScroll scroll;
    MessageScroll::Measure measure = [this](std::size_t row) {
        scroll.heights.set(row, heights[row]);
        return heights[row];
    };

    void append(std::int32_t height) {
        heights.push_back(height);
        scroll.heights.append(1, 20);
    }
    void resolve() { scroll.resolve(view, lead, tail, measure); }
    void move(float pixels) {
        scroll.move(pixels);
        resolve();
    }
    float top_of(std::size_t row) {
        float top = scroll.first_top(measure);
        for (std::size_t i = scroll.first_row(); i < row; ++i)
            top += static_cast<float>(heights[i]);
        return top;
    }
    float end() { return top_of(heights.size()) + tail; }
};

}  // namespace

TEST_CASE("scrolled to the end, the last row is at the bottom edge") {
    Rows rows;
    for (int i = 0; i < 100; ++i) rows.append(30 + i % 5);
    rows.resolve();
    CHECK(rows.end() == view);
    rows.append(77);
    rows.resolve();
    CHECK(rows.end() == view);
}

TEST_CASE("rows that do not fill the view begin at its top") {
    Rows rows;
    rows.append(30);
    rows.append(30);
    rows.resolve();
    CHECK(rows.top_of(0) == lead);
    rows.move(-100);
    CHECK(rows.top_of(0) == lead);
    CHECK(rows.scroll.at_end());
}

TEST_CASE("visible rows do not move when rows are added below or those above become higher") {
    for (unsigned seed = 1; seed <= 50; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        Rows rows;
        const auto height = [&] { return static_cast<std::int32_t>(random() % 120 + 5); };
        for (int i = 0; i < 300; ++i) rows.append(height());
        rows.resolve();
        rows.move(-2000);
        for (int step = 0; step < 20; ++step) {
            const std::size_t row = rows.scroll.first_row() + 1;
            const float before = rows.top_of(row);
            if (random() % 2 == 0) {
                rows.append(height());
            } else {
                // The entries of rows above come; the first row in sight loses its day line.
                for (std::size_t above = row - std::min<std::size_t>(row, 40); above < row; ++above)
                    rows.heights[above] = height();
            }
            rows.resolve();
            CHECK(rows.top_of(row) == before);
        }
    }
}

TEST_CASE("scrolling up and down by the same distance returns to the same pixel") {
    Rows rows;
    for (int i = 0; i < 1000; ++i) rows.append(20 + i % 60);
    rows.resolve();
    rows.move(-5000);
    const std::size_t row = rows.scroll.first_row();
    const float before = rows.top_of(row);
    rows.move(-7777);
    rows.move(7777);
    CHECK(rows.scroll.first_row() == row);
    CHECK(rows.top_of(row) == before);
}

TEST_CASE("scrolling stops at both ends") {
    Rows rows;
    for (int i = 0; i < 200; ++i) rows.append(40);
    rows.resolve();
    rows.move(-1e6f);
    CHECK(rows.scroll.first_row() == 0);
    CHECK(rows.top_of(0) == lead);
    rows.move(1e6f);
    CHECK(rows.scroll.at_end());
    CHECK(rows.end() == view);
}

TEST_CASE("to_row places a row at the requested height while the view stays filled") {
    Rows rows;
    for (int i = 0; i < 200; ++i) rows.append(20 + i % 60);
    rows.resolve();
    rows.scroll.to_row(100, 0, rows.measure);
    rows.resolve();
    CHECK(rows.top_of(100) == 0);
    rows.scroll.to_row(100, 123, rows.measure);
    rows.resolve();
    CHECK(rows.top_of(100) == 123);
    rows.scroll.to_row(199, 0, rows.measure);
    rows.resolve();
    CHECK(rows.end() == view);
}

TEST_CASE("the scroll bar reaches both ends and every position between") {
    Rows rows;
    for (int i = 0; i < 10'000; ++i) rows.append(20);
    rows.resolve();
    rows.scroll.move_to(0, view, lead, tail);
    rows.resolve();
    CHECK(rows.top_of(0) == lead);
    rows.scroll.move_to(0.5, view, lead, tail);
    rows.resolve();
    CHECK(rows.scroll.first_row() > 4900);
    CHECK(rows.scroll.first_row() < 5100);
    rows.scroll.move_to(1, view, lead, tail);
    rows.resolve();
    CHECK(rows.scroll.at_end());
}

TEST_CASE("a long way is scrolled without laying out all rows between") {
    constexpr std::size_t million = 1'000'000;
    MessageScroll scroll;
    scroll.heights.append(million, 20);
    std::size_t measured = 0;
    const MessageScroll::Measure measure = [&](std::size_t row) {
        ++measured;
        scroll.heights.set(row, 25);
        return 25;
    };
    const auto resolve = [&] {
        measured = 0;
        scroll.resolve(view, lead, tail, measure);
        CHECK(measured < 5000);
    };
    resolve();
    scroll.to_begin();
    resolve();
    CHECK(scroll.first_row() == 0);
    CHECK(scroll.first_top(measure) == lead);
    for (const float pixels : {1e6f, 7e6f, -3e6f, -1e9f, 1e9f}) {
        scroll.move(pixels);
        resolve();
        if (pixels == -1e9f) CHECK(scroll.first_row() == 0);
    }
    CHECK(scroll.at_end());
}

TEST_CASE("a row is revealed by scrolling only if not all of it is in sight") {
    Rows rows;
    for (int i = 0; i < 100; ++i) rows.append(40);
    rows.scroll.to_row(50, 10, rows.measure);
    rows.resolve();
    for (const std::size_t row : {50u, 55u, 61u}) {
        rows.scroll.reveal(row, 166, view, rows.measure);
        CHECK(rows.top_of(50) == 10);
    }
    for (const std::size_t row : {62u, 49u, 20u}) {  // the first is cut off at the lower edge
        rows.scroll.to_row(50, 10, rows.measure);
        rows.resolve();
        rows.scroll.reveal(row, 166, view, rows.measure);
        rows.resolve();
        CHECK(rows.top_of(row) == 166);
    }
}
