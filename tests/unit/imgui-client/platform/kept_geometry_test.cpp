#include "imgui-client/platform/kept_geometry.hpp"

#include <doctest/doctest.h>

using namespace indaba::ui;
using indaba::client::WindowGeometry;
using namespace std::chrono_literals;

TEST_SUITE_BEGIN("kept geometry");

TEST_CASE("the size before maximising is kept, whichever the desktop tells first") {
    const WindowGeometry first{10, 20, 800, 600, false}, wide{30, 40, 1000, 700, false};
    const WindowGeometry whole{0, 0, 1920, 1080, false}, maximised{0, 0, 1920, 1080, true};
    const KeptGeometry::Time begin{1h};
    KeptGeometry kept(first);
    CHECK(kept.value() == first);
    kept.observe(wide, begin);
    CHECK(kept.value() == wide);
    kept.observe(whole, begin + 60s);
    kept.observe(maximised, begin + 60s + 20ms);
    CHECK(kept.value() == WindowGeometry{30, 40, 1000, 700, true});
    kept.observe(maximised, begin + 90s);
    CHECK(kept.value() == WindowGeometry{30, 40, 1000, 700, true});
    kept.observe(wide, begin + 100s);
    CHECK(kept.value() == wide);
    kept.observe(maximised, begin + 200s);
    CHECK(kept.value() == WindowGeometry{30, 40, 1000, 700, true});
}

TEST_CASE("a window that starts maximised keeps the size of before") {
    const WindowGeometry saved{10, 20, 800, 600, true}, maximised{0, 0, 1920, 1080, true};
    KeptGeometry kept(saved);
    const KeptGeometry::Time begin{1h};
    kept.observe(maximised, begin);
    kept.observe(maximised, begin + 10s);
    CHECK(kept.value() == saved);
    kept.observe({10, 20, 800, 600, false}, begin + 20s);
    CHECK(kept.value() == WindowGeometry{10, 20, 800, 600, false});
}

TEST_CASE("a window larger than its screen is made to fit, and keeps its place if it can") {
    const WindowGeometry area{0, 30, 1024, 738, false};
    CHECK(clipped({100, 100, 800, 600, false}, area) == WindowGeometry{100, 100, 800, 600, false});
    CHECK(clipped({50, 40, 2560, 1440, false}, area) == WindowGeometry{0, 30, 1024, 738, false});
    CHECK(clipped({500, 500, 800, 600, true}, area) == WindowGeometry{224, 168, 800, 600, true});
    CHECK(clipped({-50, 0, 800, 600, false}, area) == WindowGeometry{0, 30, 800, 600, false});
}

TEST_SUITE_END();
