#pragma once
/// The window's Workspace, driven as the window's loop does, without a window.
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/client/home/home.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::test {

using namespace indaba::ui;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

class HeadlessWindow {
 public:
    HeadlessWindow(const std::filesystem::path& home, std::optional<client::Destination> broker,
                   const std::string& name) {
        Workspace::Options options;
        options.home = home;
        options.server = std::move(broker);
        options.name = name;
        start(std::move(options));
    }
    explicit HeadlessWindow(Workspace::Options options) { start(std::move(options)); }
    Workspace& workspace() { return *workspace_; }
    const ViewState& view_state() { return workspace_->view_state(); }

    /// Runs turns until `what` holds. Returns false after 10 s.
    bool sees(const std::function<bool(const ViewState&)>& what) {
        const auto give_up = steady_clock::now() + std::chrono::seconds{10};
        while (steady_clock::now() < give_up) {
            workspace_->turn();
            if (what(workspace_->view_state())) return true;
            std::vector<pollfd> watched;
            for (const Descriptor descriptor : workspace_->descriptors())
                watched.push_back({static_cast<int>(descriptor), POLLIN, 0});
            const auto wait = std::min(workspace_->time_to_wait(), milliseconds{20});
            ::poll(watched.data(), watched.size(), static_cast<int>(wait.count()));
        }
        return false;
    }
    bool sees_ready() {
        return sees([](const ViewState& view_state) {
            return view_state.connection.state == ConnectionStatus::State::ready;
        });
    }
    bool sees_text(const std::string& text) {
        return sees([&](const ViewState& view_state) { return count_of(view_state, text) > 0; });
    }
    bool sees_note(const std::string& part) {
        return sees([&](const ViewState& view_state) {
            for (std::size_t i = 0; i < view_state.timeline->size(); ++i) {
                const Row& row = view_state.timeline->row(i);
                if (row.kind != Row::Kind::note) continue;
                if (view_state.timeline->note(row).sentence.find(part) != std::string::npos)
                    return true;
            }
            return false;
        });
    }
    bool sees_warning(const std::string& part) {
        return sees([&](const ViewState& view_state) {
            return std::ranges::any_of(view_state.warnings, [&](const PinnedWarning& warning) {
                return warning.sentence.find(part) != std::string::npos;
            });
        });
    }
    /// Looks at entries of the open conversation as the view does: it asks again when the view
    /// state says that more is here. Returns whether all of them come.
    bool shows(std::uint64_t first, std::uint64_t last) {
        std::optional<std::uint64_t> asked;
        return sees([&](const ViewState& now) {
            const auto* state = now.model ? now.model->find(now.open) : nullptr;
            if (state && !state->held.first_absent(first, last)) return true;
            if (state && std::exchange(asked, now.copied_version) != now.copied_version)
                workspace_->carry_out(ShowEntries{now.open, first, last});
            return false;
        });
    }
    /// Waits until the own copy has everything.
    bool has_copied_all() {
        return sees([](const ViewState& now) {
            return now.connection.state == ConnectionStatus::State::ready &&
                   now.local_copy.compared && now.local_copy.held > 0 &&
                   now.local_copy.missing == 0;
        });
    }
    /// Ends the window as a user does.
    void close() {
        workspace_->leave();
        workspace_.reset();
    }
    void say(const std::string& text) {
        workspace_->carry_out(SendMessage{workspace_->view_state().recipient(), text});
    }
    void type(const std::string& text) {
        workspace_->carry_out(ChangeDraft{workspace_->view_state().recipient(), text});
    }

    /// Returns the number of entries with this text in the open conversation.
    static std::size_t count_of(const ViewState& view_state, const std::string& text) {
        const client::ConversationState* state =
            view_state.model ? view_state.model->find(view_state.open) : nullptr;
        if (!state) return 0;
        std::size_t count = 0;
        for (std::size_t i = 0; i < view_state.timeline->size(); ++i) {
            const Row& row = view_state.timeline->row(i);
            if (row.kind != Row::Kind::entry) continue;
            const Entry* entry = state->held.find(row.number());
            count += entry && entry->body == text;
        }
        return count;
    }

 private:
    void start(Workspace::Options options) {
        client::make_home(options.home);
        workspace_.emplace(std::move(options));
    }

    std::optional<Workspace> workspace_;
};

}  // namespace indaba::test
