#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <tuple>

#include "common/base/clock.hpp"
#include "common/wire/chain.hpp"
#include "imgui-client/workspace/try_disk.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {
namespace {

/// For a list that people look names up in: case does not count.
std::string sort_key(const std::string& name) {
    std::string key = name;
    std::ranges::transform(key, key.begin(), [](unsigned char c) {
        return static_cast<char>(c < 0x80 ? std::tolower(c) : c);
    });
    return key;
}

void sort_by_name(std::vector<Person>& people) {
    std::vector<std::pair<std::string, Person>> keyed;
    keyed.reserve(people.size());
    for (Person& person : people) {
        std::string key = sort_key(person.name);
        keyed.emplace_back(std::move(key), std::move(person));
    }
    std::ranges::sort(keyed, {},
                      [](const auto& each) { return std::tie(each.first, each.second.account); });
    people.clear();
    for (auto& [key, person] : keyed) people.push_back(std::move(person));
}

WallMs last_entry_time(const client::ConversationState& state) {
    const auto& ranges = state.held.ranges();
    return ranges.empty() ? 0 : ranges.back().entries.back().at;
}

}  // namespace

Timeline& Workspace::timeline(const ConversationId& conversation) {
    return timelines_[conversation];
}

/// Where one looks just now.
void Workspace::note(std::string sentence, bool warning) {
    timeline(open_).add_note(std::move(sentence), warning, read_clocks().wall);
    changed_ = true;
}

/// The broker may not have heard of ours yet.
std::uint64_t Workspace::read_position(const client::ConversationState& state) {
    std::uint64_t ours = 0;
    if (store_) try_disk([&] { ours = store_->read(state.conversation.id); });
    return std::max(state.read, ours);
}

const ViewState& Workspace::view_state() {
    view_state_.now = read_clocks();
    view_state_.connect = connect_;
    view_state_.connection = connection_status();
    view_state_.warning =
        changed_keys_.empty() ? "" : client::changed_key_sentence(changed_keys_.front().name);
    view_state_.model = client_ && (was_ready_ || ready()) ? &model() : nullptr;
    view_state_.open = open_;
    view_state_.to = to_;
    view_state_.to_online = to_ && client_ && model().people().contains(*to_);
    view_state_.to_name = to_ && client_ ? model().name_of(*to_) : "";
    view_state_.timeline = &timeline(open_);
    view_state_.timelines_version = timelines_version_;
    view_state_.names_version = names_version_;
    const client::ConversationState* everybody = client_ ? model().find(lobby) : nullptr;
    view_state_.unread = everybody ? everybody->unread() : 0;
    view_state_.older_loading = older_loading_;
    view_state_.my_name = client_ ? model().my_name() : connect_.name;
    if (lists_stale_) rebuild_lists();
    return view_state_;
}

ConnectionStatus Workspace::connection_status() const {
    ConnectionStatus view;
    view.server = client::to_string(server_);
    if (!client_) return view;
    view.state = ready()      ? ConnectionStatus::State::ready
                 : was_ready_ ? ConnectionStatus::State::lost
                              : ConnectionStatus::State::connecting;
    if (view.state != ConnectionStatus::State::lost) return view;
    view.why = client_->last_failure().empty() ? offline_why_ : client_->last_failure();
    view.attempt = std::max(attempt_, 1);
    view.stopped = client_->stop_reason() != client::StopReason::none;
    if (view.stopped) view.why = stop_sentence();
    if (const auto next = client_->next_attempt()) {
        const auto left =
            std::chrono::ceil<std::chrono::seconds>(*next - std::chrono::steady_clock::now());
        view.next_in_s = static_cast<int>(std::max<long>(left.count(), 0));
    }
    return view;
}

void Workspace::rebuild_lists() {
    lists_stale_ = false;
    online_.clear();
    offline_.clear();
    whispers_.clear();
    if (client_) {
        rebuild_whispers();
        rebuild_people();
        // Without the server nobody knows who is here; the list of people stays as it was.
        for (WhisperSummary& whisper : whispers_) whisper.online = whisper.online && ready();
    }
    view_state_.online = &online_;
    view_state_.offline = &offline_;
    view_state_.whispers = &whispers_;
}

/// Who spoke last stands first.
void Workspace::rebuild_whispers() {
    std::vector<std::pair<WallMs, WhisperSummary>> found;
    for (const auto& [id, state] : model().conversations()) {
        const auto& between = state.conversation.between;
        if (!between) continue;
        const Account with = between->other(model().me());
        found.push_back(
            {last_entry_time(state),
             {id, with, model().name_of(with), model().people().contains(with), state.unread()}});
    }
    std::ranges::sort(found, [](const auto& left, const auto& right) {
        return std::tuple(-left.first, left.second.unread == 0, left.second.name) <
               std::tuple(-right.first, right.second.unread == 0, right.second.name);
    });
    for (auto& [at, whisper] : found) whispers_.push_back(std::move(whisper));
}

void Workspace::rebuild_people() {
    for (const auto& [account, name] : model().people()) {
        if (account != model().me()) online_.push_back({account, name});
    }
    sort_by_name(online_);
    if (model().people().contains(model().me()))
        online_.insert(online_.begin(), {model().me(), model().my_name()});
    for (const WhisperSummary& whisper : whispers_) {
        if (!whisper.online) offline_.push_back({whisper.with, whisper.name});
    }
    sort_by_name(offline_);
}

std::string Workspace::title() const {
    std::uint64_t unread = 0;
    if (client_) {
        for (const auto& [id, state] : model().conversations()) unread += state.unread();
    }
    return unread == 0 ? "Indaba" : fmt::format("({}) Indaba", unread);
}

}  // namespace indaba::ui
