#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <tuple>

#include "common/wire/chain.hpp"
#include "imgui-client/unicode/shown_text.hpp"
#include "imgui-client/workspace/chat.hpp"
#include "imgui-client/workspace/chat_kept.hpp"

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

WallMs last_said(const client::ConversationState& state) {
    const auto& ranges = state.history.ranges();
    return ranges.empty() ? 0 : ranges.back().entries.back().at;
}

}  // namespace

Stream& Chat::stream(const ConversationId& conversation) { return streams_[conversation]; }

/// Where one looks just now.
void Chat::note(std::string sentence, bool warning) {
    stream(open_).add_note(std::move(sentence), warning, client::Client::read_clocks().wall);
    changed_ = true;
}

/// The broker may not have heard of ours yet.
std::uint64_t Chat::read_position(const client::ConversationState& state) {
    std::uint64_t ours = 0;
    if (store_) kept([&] { ours = store_->read(state.conversation.id); });
    return std::max(state.read, ours);
}

const Scene& Chat::scene() {
    scene_.now = client::Client::read_clocks();
    scene_.connect = connect_;
    scene_.link = link_view();
    scene_.warning =
        changed_keys_.empty() ? "" : client::changed_key_sentence(changed_keys_.front().name);
    scene_.model = client_ && (was_ready_ || ready()) ? &model() : nullptr;
    scene_.open = open_;
    scene_.to = to_;
    scene_.to_here = to_ && client_ && model().people().contains(*to_);
    scene_.to_name = to_ && client_ ? model().name_of(*to_) : "";
    scene_.stream = &stream(open_);
    scene_.era = era_;
    scene_.names = names_;
    const client::ConversationState* everybody = client_ ? model().find(lobby) : nullptr;
    scene_.unread = everybody ? everybody->unread() : 0;
    scene_.older_loading = older_loading_;
    scene_.my_name = client_ ? model().my_name() : connect_.name;
    if (lists_old_) make_lists();
    return scene_;
}

LinkView Chat::link_view() const {
    LinkView view;
    view.server = client::to_string(server_);
    if (!client_) return view;
    view.state = ready()      ? LinkView::State::ready
                 : was_ready_ ? LinkView::State::lost
                              : LinkView::State::connecting;
    if (view.state != LinkView::State::lost) return view;
    view.why = client_->last_failure().empty() ? offline_why_ : client_->last_failure();
    view.attempt = std::max(attempt_, 1);
    view.stopped = client_->trouble() != client::Trouble::none;
    if (view.stopped) view.why = trouble_sentence();
    if (const auto next = client_->next_attempt()) {
        const auto left =
            std::chrono::ceil<std::chrono::seconds>(*next - std::chrono::steady_clock::now());
        view.next_in_s = static_cast<int>(std::max<long>(left.count(), 0));
    }
    return view;
}

void Chat::make_lists() {
    lists_old_ = false;
    here_.clear();
    gone_.clear();
    whispers_.clear();
    if (client_) {
        make_whispers();
        make_people();
        // Without the server nobody knows who is here; the list of people stays as it was.
        for (WhisperView& whisper : whispers_) whisper.here = whisper.here && ready();
    }
    scene_.here = &here_;
    scene_.gone = &gone_;
    scene_.whispers = &whispers_;
}

/// Who spoke last stands first.
void Chat::make_whispers() {
    std::vector<std::pair<WallMs, WhisperView>> found;
    for (const auto& [id, state] : model().conversations()) {
        const auto& between = state.conversation.between;
        if (!between) continue;
        const Account with = between->other(model().me());
        found.push_back(
            {last_said(state),
             {id, with, model().name_of(with), model().people().contains(with), state.unread()}});
    }
    std::ranges::sort(found, [](const auto& left, const auto& right) {
        return std::tuple(-left.first, left.second.unread == 0, left.second.name) <
               std::tuple(-right.first, right.second.unread == 0, right.second.name);
    });
    for (auto& [at, whisper] : found) whispers_.push_back(std::move(whisper));
}

void Chat::make_people() {
    for (const auto& [account, name] : model().people()) {
        if (account != model().me()) here_.push_back({account, name});
    }
    sort_by_name(here_);
    if (model().people().contains(model().me()))
        here_.insert(here_.begin(), {model().me(), model().my_name()});
    for (const WhisperView& whisper : whispers_) {
        if (!whisper.here) gone_.push_back({whisper.with, whisper.name});
    }
    sort_by_name(gone_);
}

std::string Chat::title() const {
    std::uint64_t unread = 0;
    if (client_) {
        for (const auto& [id, state] : model().conversations()) unread += state.unread();
    }
    return unread == 0 ? "Indaba" : fmt::format("({}) Indaba", unread);
}

}  // namespace indaba::ui
