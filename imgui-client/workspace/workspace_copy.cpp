/// The part of the workspace that keeps the own copy of what the server sends. See workspace.hpp.
#include <chrono>
#include <string>

#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {

void Workspace::keep_copy_of(const JournalId& journal) {
    if (copy_ && copied_ == journal) return;
    copy_.reset();  // its last writes come before another copy is opened
    copy_ = std::make_unique<client::ReplicaKeeper>(
        options_.home, client::ReplicaOrigin{journal, key_.account}, 0);
    copied_ = journal;
    search_.use(client::ReplicaOrigin{journal, key_.account});
}

/// Takes in what was written of the copy, and asks for the next page that it lacks.
void Workspace::fill_copy() {
    if (!copy_) return;
    const auto now = std::chrono::steady_clock::now();
    const std::string before = copy_->trouble();
    for (const std::string& sentence : copy_->take_news(model(), now))
        warn(Warnings::About::file, sentence);
    if (copy_->trouble().empty() && !before.empty()) warnings_.drop(Warnings::About::copy);
    if (!copy_->trouble().empty() && before.empty()) warn(Warnings::About::copy, copy_->trouble());
    if (const auto page = copy_->next_page(now))
        update_model([&](client::Model& changed, client::Now at, client::Effects& effects) {
            changed.fetch_for_copy(page->conversation, page->before, at, effects);
        });
}

}  // namespace indaba::ui
