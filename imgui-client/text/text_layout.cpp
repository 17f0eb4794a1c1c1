#include "imgui-client/text/text_layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "imgui-client/style/theme.hpp"

namespace indaba::ui {
namespace {

constexpr float units_per_pixel = 64;
constexpr std::size_t max_young = 1024;
constexpr std::size_t max_remembered_bytes = 1024;
constexpr std::size_t max_young_bytes = 128 * 1024;  // of texts; shaped, each takes some 45

std::int32_t to_units(float pixels) {
    return pixels >= 1e6f ? unlimited_width
                          : static_cast<std::int32_t>(std::max(pixels, 0.0f) * units_per_pixel);
}

/// A text with all that its glyphs depend on.
struct KeyView {
    std::string_view text;
    TextStyle style = TextStyle::body;
    std::int32_t em = 0, width = 0;
};
struct Key {
    explicit Key(const KeyView& view)
        : text(view.text), style(view.style), em(view.em), width(view.width) {}
    operator KeyView() const { return {text, style, em, width}; }

    std::string text;
    TextStyle style;
    std::int32_t em, width;
};
struct Hash {
    using is_transparent = void;
    std::size_t operator()(const KeyView& key) const {
        constexpr std::size_t odd = 0x9E3779B97F4A7C15u;
        const auto numbers =
            static_cast<std::size_t>(key.width) * odd + static_cast<std::size_t>(key.em);
        return std::hash<std::string_view>()(key.text) ^
               (numbers * odd + static_cast<std::size_t>(key.style));
    }
};
struct Equal {
    using is_transparent = void;
    bool operator()(const KeyView& one, const KeyView& other) const {
        return one.width == other.width && one.style == other.style && one.em == other.em &&
               one.text == other.text;
    }
};

/// Results that the last frames needed. Those that many later frames did not need are forgotten.
template <class Value>
class Memory {
 public:
    using Shared = std::shared_ptr<const Value>;

    template <class Make>
    Shared get(const KeyView& key, Make&& make) {
        if (key.text.size() > max_remembered_bytes) return std::make_shared<const Value>(make());
        if (const auto known = young_.find(key); known != young_.end()) return known->second;
        const auto old = old_.find(key);
        Shared value = old != old_.end() ? old->second : std::make_shared<const Value>(make());
        if (young_.size() >= max_young || young_bytes_ > max_young_bytes) {
            old_ = std::exchange(young_, {});
            young_bytes_ = 0;
        }
        young_.emplace(Key(key), value);
        young_bytes_ += key.text.size();
        return value;
    }
    void clear() {
        young_.clear();
        old_.clear();
        young_bytes_ = 0;
    }

 private:
    std::unordered_map<Key, Shared, Hash, Equal> young_, old_;
    std::size_t young_bytes_ = 0;
};

/// The function that the reader of the fonts calls at its end.
struct WhenKnown {
    std::mutex mutex;
    std::function<void()> call;
};
/// Never destroyed: the reader may outlive the window.
WhenKnown& when_known() {
    static WhenKnown& one = *new WhenKnown;
    return one;
}
void call_when_known() {
    const std::lock_guard lock(when_known().mutex);
    if (when_known().call) when_known().call();
}

/// The font and the baseline of a style at the present scale.
struct ScaledStyle {
    float scale = 0;
    FontRequest request;
    float baseline = 0;
};

struct Typesetter {
    FontFinder fonts{call_when_known};
    TextShaper shaper{fonts};
    GlyphCache glyphs;
    std::uintptr_t texture = 0;
    Memory<ShapedText> shaped;
    Memory<Line> lines;
    std::uint64_t version = 1;
    bool is_complete = false, is_provisional = false;
    std::array<ScaledStyle, style_metrics.size()> styles{};

    const ScaledStyle& scaled(TextStyle style) {
        ScaledStyle& known = styles[static_cast<std::size_t>(style)];
        if (known.scale == scale()) return known;
        known = {scale(), font_request(style), 0};
        FontFace* face = fonts.text_face(known.request);
        known.baseline = std::round(
            face ? static_cast<float>(face->extents(known.request.em).first) / units_per_pixel
                 : font_size(style) * 0.8f);
        return known;
    }
    KeyView key_of(DisplayTextView text, TextStyle style, std::int32_t width) {
        return {text.view(), style, scaled(style).request.em, width};
    }
    std::shared_ptr<const ShapedText> shape(DisplayTextView text, TextStyle style,
                                            Direction direction = Direction::by_first_letter) {
        return shaped.get(key_of(text, style, static_cast<std::int32_t>(direction)), [&] {
            FontRequest request = scaled(style).request;
            request.begins_left = direction == Direction::left_to_right;
            ShapedText made = shaper.shape(text.view(), request);
            is_provisional = is_provisional || made.is_provisional;
            return made;
        });
    }
    Line line(DisplayTextView text, TextStyle style) {
        return std::move(ui::lay_out(*shape(text, style), unlimited_width, shaper).front());
    }
    bool take_fonts() {
        if (is_complete || !fonts.is_complete()) return false;
        is_complete = true;
        shaped.clear();
        lines.clear();
        styles.fill({});
        ++version;
        return std::exchange(is_provisional, false);
    }
};

Typesetter& typesetter() {
    static Typesetter one;
    return one;
}

}  // namespace

// ---- styles

float font_size(TextStyle style) { return px(metrics(style).height); }

// A line gap of 22 % reads well.
float line_height(TextStyle style) { return px(metrics(style).height * 1.22f); }

float baseline(TextStyle style) { return typesetter().scaled(style).baseline; }

LineMetrics line_metrics(const Lines& lines, TextStyle style) {
    const float height = line_height(style);
    float above = std::floor((height - font_size(style)) / 2) + baseline(style);
    float below = height - above;
    // The extents that a font declares are more than its letters need.
    const float tolerance = px(2);
    for (const Line& line : lines) {
        above = std::max(above,
                         std::ceil(static_cast<float>(line.ascent) / units_per_pixel - tolerance));
        below = std::max(below,
                         std::ceil(static_cast<float>(line.descent) / units_per_pixel - tolerance));
    }
    return {above + below, above};
}

float height_of(const Lines& lines, TextStyle style) {
    return static_cast<float>(lines.size()) * line_metrics(lines, style).pitch;
}

// ---- lines

Lines lay_out(DisplayTextView text, TextStyle style, float width, Direction direction) {
    Typesetter& setter = typesetter();
    return lay_out(*setter.shape(text, style, direction), to_units(width), setter.shaper);
}

Lines lay_out(DisplayTextView text, TextStyle style, float width,
              std::span<const EmphasisSpan> emphasis, std::span<const NarrowSpan> narrow) {
    Typesetter& setter = typesetter();
    const ShapedText shaped =
        setter.shaper.shape(text.view(), setter.scaled(style).request, emphasis);
    setter.is_provisional = setter.is_provisional || shaped.is_provisional;
    return lay_out(shaped, to_units(width), setter.shaper, narrow);
}

std::int32_t narrower_by(float pixels) { return to_units(pixels); }

std::shared_ptr<const Line> one_line(DisplayTextView text, TextStyle style) {
    Typesetter& setter = typesetter();
    return setter.lines.get(setter.key_of(text, style, unlimited_width),
                            [&] { return setter.line(text, style); });
}

std::shared_ptr<const Line> truncated_line(DisplayTextView text, TextStyle style, float width) {
    std::shared_ptr<const Line> whole = one_line(text, style);
    if (width_of(*whole) <= width) return whole;
    Typesetter& setter = typesetter();
    return setter.lines.get(setter.key_of(text, style, to_units(width)), [&] {
        return truncated_line(*setter.shape(text, style), to_units(width), setter.shaper);
    });
}

float text_width(TextStyle style, DisplayTextView text) { return width_of(*one_line(text, style)); }

float width_of(const Line& line) { return static_cast<float>(line.width) / units_per_pixel; }

Caret caret_at(const Line& line, float x) {
    return caret_at(line, static_cast<std::int32_t>(std::clamp(x, -1e6f, 1e6f) * units_per_pixel));
}

float x_of(const Line& line, const Caret& caret) {
    return static_cast<float>(x_of_caret(line, caret)) / units_per_pixel;
}

std::vector<std::pair<float, float>> boxes_of(const Line& line, std::size_t begin,
                                              std::size_t end) {
    std::vector<std::pair<float, float>> boxes;
    for (const auto& [left, right] :
         selection_boxes(line, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)))
        boxes.emplace_back(static_cast<float>(left) / units_per_pixel,
                           static_cast<float>(right) / units_per_pixel);
    return boxes;
}

// ---- frames

void read_fonts(std::function<void()> call) {
    {
        const std::lock_guard lock(when_known().mutex);
        when_known().call = std::move(call);
    }
    typesetter();
}

bool take_fonts() { return typesetter().take_fonts(); }

void begin_text_frame() {
    typesetter().take_fonts();
    typesetter().glyphs.begin_frame();
}

void forget_texts() {
    typesetter().shaped.clear();
    typesetter().lines.clear();
}

std::uint64_t text_version() { return typesetter().version; }

bool has_text_font() {
    return typesetter().fonts.text_face(font_request(TextStyle::body)) != nullptr;
}

bool has_icon_font() { return typesetter().fonts.icon_face() != nullptr; }

void wait_for_fonts() {
    typesetter().fonts.wait();
    typesetter().take_fonts();
}

GlyphCache& glyph_cache() { return typesetter().glyphs; }
std::uintptr_t& glyph_texture() { return typesetter().texture; }

}  // namespace indaba::ui
