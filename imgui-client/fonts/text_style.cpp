#include "imgui-client/fonts/text_style.hpp"

#include <cmath>

#include "imgui-client/style/theme.hpp"

namespace indaba::ui {

FontRequest font_request(TextStyle style) {
    // Inter's ascender and descender together are 1.21 of its em.
    constexpr float height_of_em = 1.2102f;
    const StyleMetrics& wanted = metrics(style);
    const auto em = static_cast<int>(std::lround(px(wanted.height) * 64 / height_of_em));
    return {wanted.weight, wanted.italic, wanted.monospace, em};
}

FontRequest emphasized(FontRequest request, const Emphasis& how) {
    if (how.bold) request.weight = Weight::semi_bold;
    request.italic = request.italic || how.italic;
    request.monospace = request.monospace || how.code;
    return request;
}

}  // namespace indaba::ui
