#include "imgui-client/view_state/warnings.hpp"

#include <algorithm>
#include <utility>

namespace indaba::ui {

void Warnings::pin(About about, std::string sentence) {
    const bool each_counts = about == About::key || about == About::file;
    for (std::size_t i = 0; i < shown_.size(); ++i) {
        if (about_[i] != about || (each_counts && shown_[i].sentence != sentence)) continue;
        shown_[i].sentence = std::move(sentence);
        return;
    }
    const bool lasts = about == About::waiting;
    const auto at = lasts ? 0 : static_cast<std::ptrdiff_t>(shown_.size());
    shown_.insert(shown_.begin() + at, PinnedWarning{++last_id_, std::move(sentence), !lasts});
    about_.insert(about_.begin() + at, about);
}

void Warnings::drop(About about) {
    for (std::size_t i = shown_.size(); i-- > 0;)
        if (about_[i] == about) dismiss(shown_[i].id);
}

std::optional<Warnings::About> Warnings::dismiss(std::uint64_t id) {
    const auto found = std::ranges::find(shown_, id, &PinnedWarning::id);
    if (found == shown_.end()) return std::nullopt;
    const auto about = about_.begin() + (found - shown_.begin());
    const About dismissed = *about;
    about_.erase(about);
    shown_.erase(found);
    return dismissed;
}

void Warnings::clear() {
    shown_.clear();
    about_.clear();
}

}  // namespace indaba::ui
