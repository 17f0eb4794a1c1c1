#include "imgui-client/views/chosen_people.hpp"

#include <algorithm>
#include <cmath>

#include "common/wire/text.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/view_state/person_search.hpp"
#include "imgui-client/view_state/room_filter.hpp"
#include "imgui-client/views/list_selection.hpp"
#include "imgui-client/widgets/field_menu.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_offers = 5;
constexpr std::size_t max_typed_bytes = limit::name_bytes;

float chip_size() { return px(28); }  // the height of a chip
float line_step() { return px(32); }
float offer_height() { return px(36); }

float chip_width(const Person& person, float room) {
    const float name = std::ceil(text_width(TextStyle::small, display_line(person.name)));
    return std::min(room, px(28) + name + px(26));
}

}  // namespace

// ---- choosing

void ChosenPeople::update(const client::Model& model) {
    if (version_ == field_.editor.version() && count_ == people_.size()) return;
    version_ = field_.editor.version();
    count_ = people_.size();
    chosen_ = 0;
    problem_.clear();
    offers_.clear();
    const std::string_view name = without_blanks(typed());
    if (!name.empty())
        offers_ =
            find_people(model, name.starts_with('@') ? name.substr(1) : name, people_, max_offers);
}

void ChosenPeople::add(std::size_t offer) {
    people_.push_back(offers_[offer]);
    field_.editor.clear();
    offers_.clear();
    problem_.clear();
}

bool ChosenPeople::handle_keys(const client::Model& model) {
    update(model);
    if (field_menu_takes_keys()) return false;
    if (typed().empty()) {
        if (compat::key_pressed(KeyboardKey::backspace) && !people_.empty()) people_.pop_back();
        return false;
    }
    const std::size_t count = offers_.size();
    if (count > 0 && compat::key_pressed(KeyboardKey::down, true)) chosen_ = (chosen_ + 1) % count;
    if (count > 0 && compat::key_pressed(KeyboardKey::up, true))
        chosen_ = (chosen_ + count - 1) % count;
    const bool enter = enter_pressed();
    const bool tab = compat::key_pressed(KeyboardKey::tab) && !ImGui::GetIO().KeyShift;
    if (!enter && !tab) return false;
    if (count > 0) {
        add(chosen_);
        return true;
    }
    if (enter)
        problem_ = "Nobody whom you know is called " + screen_word(without_blanks(typed())) + ".";
    return enter;
}

// ---- drawing

/// Returns the places of the chips within the field, and of the text behind them.
std::vector<ChosenPeople::Place> ChosenPeople::places(float width, Place& field) const {
    std::vector<Place> all;
    const float left = px(10), right = width - px(10);
    float x = left, y = px(7);
    const auto next = [&](float wanted) {
        if (x > left && x + wanted > right) {
            x = left;
            y += line_step();
        }
        const Place place{x, wanted, y};
        x += wanted + px(6);
        return place;
    };
    for (const Person& person : people_) all.push_back(next(chip_width(person, right - left)));
    field = next(std::min(px(120), right - left));
    field.width = right - field.left;
    return all;
}

float ChosenPeople::height(float width) const {
    Place field;
    places(width, field);
    return field.top + chip_size() + px(7);
}

bool ChosenPeople::draw(const Rect& area, bool focused, bool editable) {
    const Palette& p = palette();
    const bool active = focused && editable;
    field_frame(area, !problem_.empty(), active);
    Place place;
    const std::vector<Place> all = places(area.width(), place);
    std::size_t removed = people_.size();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const ImVec2 corner{area.min.x + all[i].left, area.min.y + all[i].top};
        const Rect chip{corner, {corner.x + all[i].width, corner.y + chip_size()}};
        const DisplayText name = display_line(people_[i].name);
        paint::box(chip, p.chosen, chip_size() / 2);
        paint::avatar({chip.min.x + px(14), chip.centre().y}, px(11), people_[i].account, name);
        const float x = chip.min.x + px(30), end = chip.max.x - px(24);
        paint::text_truncated({x, chip.centre().y - font_size(TextStyle::small) / 2}, end - x,
                              TextStyle::small, p.text, name);
        const Rect cross{{chip.max.x - px(25), chip.min.y}, chip.max};
        if (editable && press_area("remove:" + people_[i].name, cross).clicked) removed = i;
        paint::text_centred(cross, TextStyle::label, p.muted, icon::close);
    }
    const Rect inside{
        {area.min.x + place.left, area.min.y + place.top},
        {area.min.x + place.left + place.width, area.min.y + place.top + chip_size()}};
    if (!editable) ImGui::BeginDisabled();
    const FieldEvents events = text_field(
        field_, {"room-people", ours("Name"), p.strong, p.muted, max_typed_bytes}, inside, active);
    if (!editable) ImGui::EndDisabled();
    if (removed < people_.size())
        people_.erase(people_.begin() + static_cast<std::ptrdiff_t>(removed));
    const bool pressed = editable && ImGui::IsMouseClicked(ImGuiMouseButton_Left) &&
                         ImGui::IsWindowHovered() && area.has(ImGui::GetIO().MousePos);
    return events.clicked || pressed;
}

bool ChosenPeople::draw_offers(const Rect& field, const Rect& screen, bool focused) {
    under_mouse_ = false;
    if (!focused || offers_.empty()) return false;
    const Palette& p = palette();
    const float height = offer_height() * static_cast<float>(offers_.size()) + px(12);
    const bool below = field.max.y + px(4) + height <= screen.max.y;
    const float top = below ? field.max.y + px(4) : field.min.y - px(4) - height;
    const Rect card{{field.min.x, top},
                    {std::min(field.max.x, field.min.x + px(320)), top + height}};
    paint::card(card, px(8));
    under_mouse_ = card.has(ImGui::GetIO().MousePos);
    std::size_t clicked = offers_.size();
    for (std::size_t i = 0; i < offers_.size(); ++i) {
        const float y = card.min.y + px(6) + offer_height() * static_cast<float>(i);
        const Rect row{{card.min.x + px(6), y}, {card.max.x - px(6), y + offer_height()}};
        const Press press = press_area("offer:" + offers_[i].name, row);
        if (i == chosen_)
            paint::chosen(row, px(6));
        else if (press.hovered)
            paint::box(row, p.hover, px(6));
        if (press.clicked) clicked = i;
        const DisplayText name = display_line(offers_[i].name);
        paint::avatar({row.min.x + px(18), row.centre().y}, px(12), offers_[i].account, name);
        paint::text_truncated({row.min.x + px(38), row.centre().y - font_size(TextStyle::body) / 2},
                              row.width() - px(46), TextStyle::body, p.text, name);
    }
    if (clicked == offers_.size()) return false;
    add(clicked);
    return true;
}

}  // namespace indaba::ui
