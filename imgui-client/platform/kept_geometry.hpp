#pragma once
/// The size and place that a window gets at its next start: those before it was maximised. A
/// desktop may tell the new size before it tells that the window is maximised, so a size counts
/// when it has stayed for a moment. Pure.
#include <algorithm>
#include <chrono>

#include "common/client/home/settings.hpp"

namespace indaba::ui {

class KeptGeometry {
 public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::milliseconds settling{500};

    explicit KeptGeometry(const client::WindowGeometry& first) : settled_(first), latest_(first) {}

    /// Reports the geometry of now. Of a maximised window only that it is maximised counts.
    void observe(const client::WindowGeometry& now, Time at) {
        if (!now.maximised && now == latest_) return;
        if (!latest_.maximised && at - since_ >= settling) settled_ = latest_;
        latest_ = now;
        since_ = at;
    }
    client::WindowGeometry value() const {
        if (!latest_.maximised) return latest_;
        client::WindowGeometry kept = settled_;
        kept.maximised = true;
        return kept;
    }

 private:
    client::WindowGeometry settled_, latest_;
    Time since_{};
};

/// Returns `geometry` as much smaller and moved as it must be to lie within `area`.
inline client::WindowGeometry clipped(client::WindowGeometry geometry,
                                      const client::WindowGeometry& area) {
    geometry.width = std::min(geometry.width, area.width);
    geometry.height = std::min(geometry.height, area.height);
    geometry.x = std::clamp(geometry.x, area.x, area.x + area.width - geometry.width);
    geometry.y = std::clamp(geometry.y, area.y, area.y + area.height - geometry.height);
    return geometry;
}

}  // namespace indaba::ui
