#include "tests/ui/ui_driver.hpp"

#include <cfloat>
#include <stdexcept>

#include "common/base/utf8.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/style/theme.hpp"
#include "imgui-client/text/text_layout.hpp"

namespace indaba::test {

using ui::Rect;

namespace {

const char* read_clipboard(void* data) { return static_cast<std::string*>(data)->c_str(); }
void write_clipboard(void* data, const char* text) { *static_cast<std::string*>(data) = text; }

bool can_be_seen(const ui::paint::Record::Text& text) {
    return text.visible.width() > 0 && text.visible.height() > 0 && !text.text.empty();
}

}  // namespace

UiDriver::UiDriver(float width, float height, float scale, ui::Theme theme)
    : context_(ImGui::CreateContext()) {
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    io.DisplaySize = {width, height};
    ui::compat::deliver_all_input_at_once();
    ui::compat::use_clipboard(&clipboard_, read_clipboard, write_clipboard);
    ui::compat::use_primary(&primary_, read_clipboard, write_clipboard);
    ui::set_theme(theme);
    ui::set_scale(scale);
    ui::wait_for_fonts();
    ui::glyph_texture() = 1;
    ui::compat::mark_textures_uploaded();
    ui::paint::record = &record_;
}

UiDriver::~UiDriver() {
    ui::paint::record = nullptr;
    ImGui::DestroyContext(context_);
}

// ---- frames

void UiDriver::begin_frame() {
    record_ = {};
    ImGui::GetIO().DeltaTime = static_cast<float>(step_);
    step_ = 1.0 / 60;
    ui::begin_text_frame();
    ImGui::NewFrame();
}

void UiDriver::end_frame() {
    ImGui::Render();
    ui::compat::mark_textures_uploaded();
}

void UiDriver::frame(const std::function<void()>& draw, Root root) {
    begin_frame();
    if (root == Root::window) {
        ImGui::SetNextWindowPos({0, 0});
        ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
        ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
        ImGui::Begin("root", nullptr,
                     ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                         ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoScrollWithMouse |
                         ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBringToFrontOnFocus);
        ImGui::PopStyleVar();
    }
    draw();
    if (root == Root::window) ImGui::End();
    end_frame();
}

void UiDriver::frame() { frame(draw_, root_); }

void UiDriver::frames(int count) {
    for (int i = 0; i < count; ++i) frame();
}

void UiDriver::draws(std::function<void()> draw, Root root) {
    draw_ = std::move(draw);
    root_ = root;
    frames(2);  // ImGui knows the area of a window from the second frame on
}

void UiDriver::advance(double seconds) {
    step_ = seconds;
    frame();
}

void UiDriver::resize(float width, float height) {
    ImGui::GetIO().DisplaySize = {width, height};
    frames(2);
}

Rect UiDriver::display() const { return {{0, 0}, ImGui::GetIO().DisplaySize}; }

// ---- mouse

void UiDriver::hold(With with) {
    ui::compat::set_modifiers(ImGui::GetIO(), {with.ctrl, with.shift, with.alt, false});
}

void UiDriver::hover_at(ImVec2 point) {
    ImGui::GetIO().MousePos = point;
    frames(2);
}
void UiDriver::hover(std::string_view name) { hover_at(mark(name).centre()); }

void UiDriver::button(int number, ImVec2 point, With with, int times) {
    ImGuiIO& io = ImGui::GetIO();
    hover_at(point);
    hold(with);
    io.MouseClickedTime[number] = -FLT_MAX;  // so that two clicks are no double click
    for (int i = 0; i < times; ++i) {
        io.MouseDown[number] = true;
        frame();
        io.MouseDown[number] = false;
        frame();
    }
    hold({});
    frame();
}

void UiDriver::click_at(ImVec2 point, With with) { button(0, point, with, 1); }
void UiDriver::click(std::string_view name, With with) { click_at(mark(name).centre(), with); }
void UiDriver::right_click_at(ImVec2 point) { button(1, point, {}, 1); }
void UiDriver::right_click(std::string_view name) { right_click_at(mark(name).centre()); }
void UiDriver::double_click_at(ImVec2 point) { button(0, point, {}, 2); }
void UiDriver::double_click(std::string_view name) { double_click_at(mark(name).centre()); }

void UiDriver::triple_click_at(ImVec2 point) { button(0, point, {}, 3); }
void UiDriver::middle_click_at(ImVec2 point) { button(2, point, {}, 1); }

void UiDriver::drag(ImVec2 from, ImVec2 to) {
    begin_drag(from, to);
    end_drag();
}

void UiDriver::begin_drag(ImVec2 from, ImVec2 to) {
    constexpr int steps = 8;
    ImGuiIO& io = ImGui::GetIO();
    hover_at(from);
    io.MouseClickedTime[0] = -FLT_MAX;
    io.MouseDown[0] = true;
    frame();
    for (int i = 1; i <= steps; ++i) {
        const float part = static_cast<float>(i) / steps;
        io.MousePos = {from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part};
        frame();
    }
}

void UiDriver::end_drag() {
    ImGui::GetIO().MouseDown[0] = false;
    frames(2);
}

void UiDriver::wheel(float lines) {
    ImGui::GetIO().MouseWheel = lines;  // ImGui resets it at the end of the frame
    frames(2);
}

// ---- keyboard

void UiDriver::press(ui::KeyboardKey key, With with) {
    hold(with);
    ui::compat::set_key(key, true);
    frame();
    ui::compat::set_key(key, false);
    hold({});
    frame();
}

void UiDriver::hold_down(ui::KeyboardKey key) {
    ui::compat::set_key(key, true);
    frame();
}

void UiDriver::repeat(ui::KeyboardKey key) {
    ui::compat::set_repeated(key);
    frame();
    ui::compat::forget_repeated();
}

void UiDriver::let_go(ui::KeyboardKey key) {
    ui::compat::set_key(key, false);
    frame();
}

void UiDriver::type(std::string_view utf8) {
    const std::string typed = ui::sanitize_input(utf8);
    for (std::string_view rest = typed; !rest.empty();) {
        const CodePoint point = first_code_point(rest);
        ui::compat::type_character(ImGui::GetIO(), point.value);
        rest.remove_prefix(point.length);
    }
    frames(2);
}

void UiDriver::paste(std::string text) {
    clipboard_ = std::move(text);
    press(ui::KeyboardKey::v, with_ctrl);
}

// ---- the result of a frame

std::string UiDriver::texts() const {
    std::string result;
    for (const auto& text : record_.texts) {
        if (!can_be_seen(text)) continue;
        if (!result.empty()) result += '\n';
        result += text.text.view();
    }
    return result;
}

bool UiDriver::shows(std::string_view text) const { return count(text) > 0; }

int UiDriver::count(std::string_view text) const {
    std::string all = texts();
    for (char& each : all)
        if (each == '\n') each = ' ';
    int result = 0;
    for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++result;
    return result;
}

bool UiDriver::has(std::string_view name) const {
    return record_.marks.count(std::string(name)) > 0;
}

Rect UiDriver::mark(std::string_view name) const {
    if (const auto found = record_.marks.find(std::string(name)); found != record_.marks.end())
        return found->second;
    std::string sentence = "no mark \"" + std::string(name) + "\" among:";
    for (const auto& [each, area] : record_.marks) sentence += " \"" + each + '"';
    throw std::runtime_error(sentence);
}

const ui::paint::Record::Text& UiDriver::text(std::string_view text) const {
    for (const auto& each : record_.texts)
        if (can_be_seen(each) && each.text.view().find(text) != std::string::npos) return each;
    throw std::runtime_error("\"" + std::string(text) + "\" is not among:\n" + texts());
}

}  // namespace indaba::test
