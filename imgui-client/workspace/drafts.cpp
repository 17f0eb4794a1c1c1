#include "imgui-client/workspace/drafts.hpp"

#include <utility>

namespace indaba::ui {
namespace {

/// The time from a change to its save, and from a refusal of the disk to the next try.
constexpr std::chrono::milliseconds save_delay{500}, retry_delay{5000};

}  // namespace

void Drafts::type(const ConversationId& conversation, std::string text) {
    if (conversation == open_) text_ = text;
    unsaved_[conversation] = std::move(text);
    schedule_save(save_delay);
}

void Drafts::sent(const ConversationId& conversation) {
    if (conversation == open_) text_.clear();
    unsaved_.erase(conversation);
}

void Drafts::restore(const client::Store* store, const ConversationId& conversation,
                     const std::string& text) {
    const std::string draft =
        conversation == open_ ? text_ : stored_or_unsaved(store, conversation);
    type(conversation, draft.empty() ? text : text + "\n" + draft);
    if (conversation == open_) show_in_composer();
}

void Drafts::save_later(const ConversationId& conversation) {
    if (conversation == open_ && !text_.empty()) type(conversation, text_);
}

void Drafts::set_read(const ConversationId& conversation, std::uint64_t number) {
    unsaved_read_positions_[conversation] = number;
    schedule_save(save_delay);
}

void Drafts::load(const client::Store* store, const ConversationId& conversation) {
    open_ = conversation;
    text_ = stored_or_unsaved(store, conversation);
    show_in_composer();
}

void Drafts::save(client::Store* store) {
    save_at_.reset();
    if (!store) return;
    std::erase_if(unsaved_, [&](const auto& draft) {
        return disk_.try_disk([&] { store->set_draft(draft.first, draft.second); });
    });
    if (!unsaved_.empty()) schedule_save(retry_delay);
    for (const auto& position : std::exchange(unsaved_read_positions_, {}))
        disk_.try_disk([&] { store->set_read(position.first, position.second); });
}

void Drafts::clear() {
    open_ = lobby;
    text_.clear();
    unsaved_.clear();
    show_in_composer();
}

std::string Drafts::stored_or_unsaved(const client::Store* store,
                                      const ConversationId& conversation) {
    const auto unsaved = unsaved_.find(conversation);
    if (unsaved != unsaved_.end()) return unsaved->second;
    std::string draft;
    if (store) disk_.try_disk([&] { draft = store->draft(conversation); });
    return draft;
}

void Drafts::schedule_save(std::chrono::milliseconds delay) {
    if (!save_at_) save_at_ = std::chrono::steady_clock::now() + delay;
}

void Drafts::show_in_composer() {
    composer_text_ = text_;
    ++composer_version_;
}

}  // namespace indaba::ui
