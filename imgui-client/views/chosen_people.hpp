#pragma once
/// A field for people: those who were chosen are chips before the typed beginning of the next name,
/// and people who fit are offered below. Enter or Tab adds one, Backspace in an empty field takes
/// the last one back. Used by the dialog for a new room.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/form.hpp"

namespace indaba::ui {

class ChosenPeople {
 public:
    const std::vector<Person>& people() const { return people_; }
    const std::string& typed() const { return field_.editor.text(); }
    /// Why what was typed is nobody; empty until Enter has asked.
    const std::string& problem() const { return problem_; }
    bool caret_blinks() const { return ui::caret_blinks(field_); }

    /// Handles the keys of this frame while the field is focused. Returns true if it used Tab or
    /// Enter. Call it before the field is drawn.
    bool handle_keys(const client::Model& model);
    /// Closes the offers of this text. Returns whether there were any.
    bool close_offers() { return !std::exchange(offers_, {}).empty(); }
    /// Returns the height of the field at this width.
    float height(float width) const;
    /// Draws chips and field. Returns true if it was clicked and must get the focus.
    bool draw(const Rect& area, bool focused, bool editable);
    /// Draws the people who fit, over all else; `field` is the area that was drawn. Returns true if
    /// one was clicked.
    bool draw_offers(const Rect& field, const Rect& screen, bool focused);
    /// Returns whether the mouse is over the people who fit: other parts of the dialog lie below.
    bool is_under_mouse() const { return under_mouse_; }

 private:
    struct Place {
        float left = 0, width = 0, top = 0;
    };
    std::vector<Place> places(float width, Place& field) const;
    void update(const client::Model& model);
    void add(std::size_t offer);

    TextField field_{false};
    std::vector<Person> people_, offers_;
    std::size_t chosen_ = 0;     // of the offers
    std::uint64_t version_ = 0;  // of the text that the offers fit
    std::size_t count_ = 0;      // of the people then
    std::string problem_;
    bool under_mouse_ = false;
};

}  // namespace indaba::ui
