#include "imgui-client/workspace/drafts.hpp"

#include <utility>

namespace indaba::ui {
namespace {

/// The time from a change to its save.
constexpr std::chrono::milliseconds save_delay{500};

}  // namespace

void Drafts::type(std::string text) {
    text_ = std::move(text);
    save_later();
}

void Drafts::sent() {
    text_.clear();
    unsaved_ = false;
}

void Drafts::restore(const std::string& text) {
    text_ = text_.empty() ? text : text + "\n" + text_;
    show_in_composer();
    save_later();
}

void Drafts::save_later() {
    unsaved_ = true;
    schedule_save();
}

void Drafts::set_read(const ConversationId& conversation, std::uint64_t number) {
    unsaved_read_positions_[conversation] = number;
    schedule_save();
}

void Drafts::load(const client::Store* store, const ConversationId& conversation) {
    text_.clear();
    if (store) disk_.try_disk([&] { text_ = store->draft(conversation); });
    show_in_composer();
}

void Drafts::save(client::Store* store, const ConversationId& open) {
    save_at_.reset();
    if (!store) return;
    if (unsaved_) unsaved_ = !disk_.try_disk([&] { store->set_draft(open, text_); });
    for (const auto& position : std::exchange(unsaved_read_positions_, {}))
        disk_.try_disk([&] { store->set_read(position.first, position.second); });
}

void Drafts::clear() {
    text_.clear();
    show_in_composer();
}

void Drafts::schedule_save() {
    if (!save_at_) save_at_ = std::chrono::steady_clock::now() + save_delay;
}

void Drafts::show_in_composer() {
    composer_text_ = text_;
    ++composer_version_;
}

}  // namespace indaba::ui
