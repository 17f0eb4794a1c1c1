#include "imgui-client/workspace/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "common/base/clock.hpp"
#include "common/client/text/changed_key.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"

namespace indaba::ui {
namespace {

using client::Interest;
using client::Model;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Returns whether the lists of people and whispers may differ after `effect`.
bool affects_lists(const client::Effect& effect) {
    return !std::holds_alternative<client::OutboxDone>(effect) &&
           !std::holds_alternative<client::Receipt>(effect) &&
           !std::holds_alternative<client::OlderPageFetched>(effect);
}

WallMs wall_now() { return read_clocks().wall; }

}  // namespace

// ---- turns --------------------------------------------------------------------------------------

bool Workspace::turn() {
    if (drafts_.save_at() && steady_clock::now() >= *drafts_.save_at()) save_drafts();
    if (client()) handle_effects(client()->turn());
    if (client() && connection_.count_attempts()) changed_ = true;
    if (client()) check_stop_reason();
    if (client() && !connection_.was_ready() && connect_.trust.empty() &&
        !client()->last_failure().empty())
        end_first_attempt(client()->last_failure());
    return std::exchange(changed_, false);
}

milliseconds Workspace::time_to_wait() const {
    milliseconds wait = client() ? client()->time_to_wait() : milliseconds{60'000};
    if (drafts_.save_at()) {
        const auto left = std::chrono::ceil<milliseconds>(*drafts_.save_at() - steady_clock::now());
        wait = std::min(wait, std::max(left, milliseconds{0}));
    }
    return wait;
}

std::vector<int> Workspace::descriptors() const { return connection_.descriptors(); }

void Workspace::handle_effects(Effects effects) {
    if (!effects.empty()) changed_ = true;
    lists_stale_ = lists_stale_ || std::ranges::any_of(effects, affects_lists);
    for (const client::Effect& effect : effects) {
        if (!client()) return;  // a previous effect closed the connection
        std::visit([&](const auto& each) { on(each); }, effect);
    }
}

// ---- the connection -------------------------------------------------------------------------

void Workspace::on(const client::Welcomed& welcomed) {
    disk_.try_disk([&] { connection_.pin_broker_key(); });
    if (!store_ || journal_ != welcomed.journal) switch_store(welcomed);
    disk_.try_disk(
        [&] { people_ = std::make_unique<client::KnownPeople>(options_.home, welcomed.journal); });
}

void Workspace::on(const client::BecameReady&) {
    save_server_settings();
    connect_.open = connect_.connecting = false;
    connect_.name_error.clear();
    if (!connect_.warning.empty()) note(std::exchange(connect_.warning, {}), true);
    if (connection_.was_ready()) {
        note("Server connected again.");
    } else {
        if (options_.plain)
            note(
                "This connection is not encrypted, and anybody can claim to be anybody "
                "(--insecure-plain).",
                true);
        update_model([](Model& changed, Now now, Effects& effects) {
            changed.set_interest(lobby, {Interest::Kind::newest, 0, {}}, now, effects);
        });
        if (const auto* state = model().find(lobby))
            timeline(lobby).set_unread_line(read_position(*state));
        open_conversation(std::nullopt);
    }
    connection_.became_ready();
    offline_noted_ = older_loading_ = false;
}

void Workspace::on(const client::BecameOffline& offline) {
    connection_.became_offline(offline.why);
    older_loading_ = false;
    if (lookup_) {
        note(fmt::format("{} could not be looked up.", screen_word(lookup_->name)));
        restore_lookup(*std::exchange(lookup_, std::nullopt));
    }
    if (!connection_.was_ready() || std::exchange(offline_noted_, true)) return;
    note("Server disconnected.");
}

/// Ends a first attempt, which would otherwise be repeated behind the dialog. After the first
/// `ready` everything stays readable, and the connection stays lost.
void Workspace::on(const client::JoinRefused& refused) {
    const bool about_name = refused.code.starts_with("name");
    const std::string& why = refused.sentence;
    if (connection_.was_ready()) {
        const bool other_name = about_name && !ready();
        return note("Refused: " + why + (other_name ? " Choose another name: /name NEW" : ""),
                    true);
    }
    if (!about_name) return end_first_attempt(why);
    const bool needed = refused.code == code::name_needed;
    const bool from_dialog = !options_.server;
    end_connection();
    if (!needed) connect_.name_error = why;
    if (needed && from_dialog) connect_.name_error = "Which name shall others see?";
    show_connect_dialog();
}

void Workspace::on(const client::NoticeReceived& notice) {
    note("The server says: " + notice.sentence);
}

void Workspace::on(const client::OrderAnswered& answer) {
    note(answer.refused.empty() ? "Done." : "Refused: " + answer.refused);
}

void Workspace::on(const client::ProtocolViolation& violation) { note(violation.why); }

// ---- entries and posts ----------------------------------------------------------------------

void Workspace::on(const client::NewEntries& news) {
    const client::ConversationState* state = model().find(news.conversation);
    if (!state) return;
    const auto shown = timelines_.find(news.conversation);
    if (shown != timelines_.end()) shown->second.update_from(*state);
    show_whispers_in_lobby(news, *state);
}

/// Adds whispers that arrive while another conversation is open to the lobby too.
void Workspace::show_whispers_in_lobby(const client::NewEntries& news,
                                       const client::ConversationState& state) {
    if (state.conversation.room || !news.live || news.conversation == open_) return;
    for (const std::uint64_t number : news.numbers)
        if (state.held.find(number)) timeline(lobby).add_whisper(news.conversation, number);
}

/// A page without new entries is not requested again before the next `ready`.
void Workspace::on(const client::OlderPageFetched& fetched) {
    older_loading_ = !fetched.refused.empty();
    const client::ConversationState* state = model().find(fetched.conversation);
    if (!state) return;
    Timeline& rows = timeline(fetched.conversation);
    const std::uint64_t before = rows.first_number();
    rows.update_from(*state);
    if (rows.first_number() == before) older_loading_ = true;
}

void Workspace::on(const client::Diverged& diverged) {
    Timeline& rows = timeline(diverged.conversation);
    rows.drop_entries();
    rows.add_note(
        "WARNING: the server's history of this conversation differs from what was shown before. "
        "It is loaded again.",
        true, wall_now());
}

void Workspace::on(const client::PostRefused& refused) {
    const client::OutboxRow& row = refused.row;
    const ConversationId where = row.to ? whisper_id(key_.account, *row.to) : row.room;
    timeline(where).add_refused({row, refused.sentence});
    if (where == open_) return;
    note(fmt::format("Not sent to {}: {}",
                     row.to ? screen_word(model().name_of(*row.to)) : std::string(lobby_title),
                     refused.sentence),
         true);
}

void Workspace::on(const client::OutboxDone& done) {
    if (store_) disk_.try_disk([&] { store_->remove_post(done.id); });
}

// ---- people ---------------------------------------------------------------------------------

void Workspace::on(const client::PersonJoined& joined) {
    if (joined.person.account == model().me()) return;
    timeline(lobby).add_joined(joined.person.name, wall_now());
}

void Workspace::on(const client::PersonLeft& left) {
    if (left.person.account == model().me()) return;
    timeline(lobby).add_left(left.person.name, wall_now());
}

void Workspace::on(const client::Renamed& renamed) {
    ++names_version_;
    timeline(lobby).add_renamed(renamed.before, renamed.now, wall_now());
    if (renamed.account == model().me()) save_server_settings();
}

void Workspace::on(const client::NamesLearned& learned) {
    if (!people_) return;
    for (const Person& person : learned.people)
        if (people_->check(person)) changed_keys_.push_back(person);
    ++names_version_;
    disk_.try_disk([&] { people_->save(); });
}

// ---- the view state -------------------------------------------------------------------------

const ViewState& Workspace::view_state() {
    view_state_.now = read_clocks();
    view_state_.connect = connect_;
    view_state_.connection = connection_.status();
    view_state_.warning =
        changed_keys_.empty() ? "" : client::changed_key_sentence(changed_keys_.front().name);
    view_state_.model = client() && (connection_.was_ready() || ready()) ? &model() : nullptr;
    view_state_.open = open_;
    view_state_.whisper_to = to_;
    view_state_.whisper_to_online = to_ && client() && model().people().contains(*to_);
    view_state_.whisper_to_name = to_ && client() ? model().name_of(*to_) : "";
    view_state_.timeline = &timeline(open_);
    view_state_.timelines_version = timelines_version_;
    view_state_.names_version = names_version_;
    const client::ConversationState* room = client() ? model().find(lobby) : nullptr;
    view_state_.unread = room ? room->unread() : 0;
    view_state_.draft = drafts_.composer_text();
    view_state_.draft_version = drafts_.composer_version();
    view_state_.older_loading = older_loading_;
    view_state_.my_name = client() ? model().my_name() : connect_.name;
    if (lists_stale_) rebuild_lists();
    return view_state_;
}

void Workspace::rebuild_lists() {
    lists_stale_ = false;
    whispers_ = client() ? whisper_list(model()) : std::vector<WhisperSummary>{};
    people_lists_ = client() ? people_lists(model(), whispers_) : PeopleLists{};
    // Presence is unknown without a connection; the list of people keeps its last state.
    for (WhisperSummary& whisper : whispers_) whisper.online = whisper.online && ready();
    view_state_.online = &people_lists_.online;
    view_state_.offline = &people_lists_.offline;
    view_state_.whispers = &whispers_;
}

std::string Workspace::title() const {
    std::uint64_t unread = 0;
    if (client()) {
        for (const auto& [id, state] : model().conversations()) unread += state.unread();
    }
    return unread == 0 ? "Indaba" : fmt::format("({}) Indaba", unread);
}

}  // namespace indaba::ui
