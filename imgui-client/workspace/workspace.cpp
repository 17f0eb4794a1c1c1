#include "imgui-client/workspace/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "common/base/clock.hpp"
#include "common/client/home/kept_heads.hpp"
#include "common/client/text/changed_key.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"

namespace indaba::ui {
namespace {

using client::Interest;
using client::Model;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Returns whether names, presence or all conversations may differ after this effect.
template <class Effect>
constexpr bool changes_everything =
    std::is_same_v<Effect, client::Welcomed> || std::is_same_v<Effect, client::BecameReady> ||
    std::is_same_v<Effect, client::BecameOffline> || std::is_same_v<Effect, client::Renamed> ||
    std::is_same_v<Effect, client::NamesLearned> || std::is_same_v<Effect, client::Diverged>;

/// Returns true for what only the copy needs, which changes nothing on the screen.
bool is_about_copy(const client::Effect& effect) {
    return std::holds_alternative<client::EntriesReceived>(effect) ||
           std::holds_alternative<client::CopyPageEnded>(effect);
}

WallMs wall_now() { return read_clocks().wall; }

}  // namespace

// ---- turns --------------------------------------------------------------------------------------

bool Workspace::turn() {
    if (const auto opened = key_import_.take()) end_import(*opened);
    if (drafts_.save_at() && steady_clock::now() >= *drafts_.save_at()) save_drafts();
    if (view_save_at_ && steady_clock::now() >= *view_save_at_) save_view();
    take_copied();
    if (client()) handle_effects(client()->turn());
    if (client()) fill_copy();
    follow_search();
    if (client() && connection_.count_attempts()) changed_ = true;
    if (client()) check_stop_reason();
    if (client() && !connection_.has_content() && connect_.trust.empty() &&
        !client()->last_failure().empty())
        end_first_attempt(client()->last_failure());
    return std::exchange(changed_, false);
}

milliseconds Workspace::time_to_wait() const {
    milliseconds wait = client() ? client()->time_to_wait() : milliseconds{60'000};
    for (const auto& due : {drafts_.save_at(), view_save_at_,
                            copy_.keeper ? copy_.keeper->next_page_at() : std::nullopt,
                            search_.follow_copy_at(), copy_.shown.follow_copy_at()}) {
        if (!due) continue;
        const auto left = std::chrono::ceil<milliseconds>(*due - steady_clock::now());
        wait = std::min(wait, std::max(left, milliseconds{0}));
    }
    return wait;
}

std::vector<Descriptor> Workspace::descriptors() const {
    std::vector<Descriptor> all = connection_.descriptors();
    if (key_import_.running()) all.push_back(key_import_.descriptor());
    if (copy_.keeper) all.push_back(copy_.keeper->descriptor());
    if (const auto shown = copy_.shown.descriptor()) all.push_back(*shown);
    if (const auto search = search_.descriptor()) all.push_back(*search);
    return all;
}

void Workspace::handle_effects(Effects effects) {
    for (const client::Effect& effect : effects) {
        if (!client()) return;  // a previous effect closed the connection
        if (!is_about_copy(effect)) changed_ = true;
        std::visit([&](const auto& each) { on(each); }, effect);
        if (copy_.keeper && client()) copy_.keeper->on(effect, model());
        if (client()) std::visit([&](const auto& each) { update_lists(each); }, effect);
    }
}

// ---- lists ----------------------------------------------------------------------------------

template <class Other>
void Workspace::update_lists(const Other&) {
    if (changes_everything<Other>) rebuild_all_lists();
}

// ---- the connection -------------------------------------------------------------------------

void Workspace::on(const client::Welcomed& welcomed) {
    disk_.try_disk([&] { connection_.pin_broker_key(); });
    if (!store_ || journal_ != welcomed.journal) switch_store(welcomed);
    disk_.try_disk(
        [&] { people_ = std::make_unique<client::KnownPeople>(options_.home, welcomed.journal); });
    if (!people_) return;
    keep_copy_of(welcomed.journal);
    update_model([&](Model& changed, Now, Effects&) {
        for (const std::string& name : people_->names_of(key_.account)) changed.add_own_name(name);
    });
}

void Workspace::on(const client::BecameReady&) {
    save_server_settings();
    connect_.open = connect_.connecting = false;
    connect_.waiting.clear();
    connect_.name_error.clear();
    if (!connect_.warning.empty()) warn(Warnings::About::file, std::exchange(connect_.warning, {}));
    const bool again = connection_.was_ready();
    if (!again) {
        if (options_.plain)
            warn(Warnings::About::encryption,
                 "This connection is not encrypted, and anybody can claim to be anybody "
                 "(--insecure-plain).");
        update_model([](Model& changed, Now now, Effects& effects) {
            changed.set_interest(lobby, {Interest::Kind::newest, 0, {}}, now, effects);
        });
        apply_stored_positions();
        connection_.has_content() ? follow_open_conversation() : open_last_view();
    }
    if (again) note("Server connected again.");
    for (std::string& sentence : std::exchange(notes_for_ready_, {})) note(std::move(sentence));
    connection_.became_ready();
    offline_noted_ = false;
    view_state_.absent_reason.clear();
    ++view_state_.copied_version;
}

/// Reports what was read here before without the broker's knowledge, and compares what any program
/// of this home has seen.
void Workspace::apply_stored_positions() {
    std::vector<client::SeenEntry> seen;
    disk_.try_disk([&] {
        if (!store_) return;
        seen = client::seen_entries(*store_);
        client::keep_seen_entries(*store_, seen);
    });
    apply_stored_read_positions();
    update_model(
        [&](Model& changed, Now now, Effects& effects) { changed.compare(seen, now, effects); });
}

void Workspace::apply_stored_read_positions() {
    std::map<ConversationId, std::uint64_t> positions;
    disk_.try_disk([&] {
        if (store_) positions = store_->read_positions();
    });
    update_model([&](Model& changed, Now now, Effects& effects) {
        for (const auto& [conversation, number] : positions) {
            const client::ConversationState* state = changed.find(conversation);
            const bool is_there = state && number <= state->number;
            if (is_there) changed.mark_read(conversation, number, now, effects);
        }
    });
}

/// Keeps the heads for the next run of any program of this home. A conversation whose warning is
/// pinned keeps its old one, so that it is warned of again.
void Workspace::keep_heads() {
    if (store_ && compared_)
        disk_.try_disk([&] { client::keep_heads(*store_, model(), differing_); });
}

void Workspace::on(const client::BecameOffline& offline) {
    connection_.became_offline(offline.why);
    ++view_state_.copied_version;
    warnings_.drop(Warnings::About::waiting);
    if (lookup_) {
        note(fmt::format("{} could not be looked up.", screen_word(lookup_->name)));
        restore_lookup(*std::exchange(lookup_, std::nullopt));
    }
    end_waiting_room_commands();
    if (!connection_.was_ready() || std::exchange(offline_noted_, true)) return;
    note("Server disconnected.");
}

/// Ends a first attempt, which would otherwise be repeated behind the dialog. After the first
/// `ready` everything stays readable, and the connection stays lost.
void Workspace::on(const client::JoinRefused& refused) {
    const bool about_name = refused.code.starts_with("name");
    const std::string& why = refused.sentence;
    if (connection_.has_content()) {
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

/// Shows in the dialog why the first attempt takes time.
void Workspace::on(const client::JoinDelayed& delayed) {
    if (connection_.has_content() || client::passes_soon(delayed)) return;
    connect_.waiting = delayed.sentence;
    connect_.open = changed_ = true;
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
    if (shown != timelines_.end() && state->room)
        for (const std::uint64_t number : news.numbers) shown->second.room_changed(*state, number);
    for (const std::uint64_t number : news.numbers) forget_found(*state, number);
    bound_memory(*state);
    show_whispers_in_lobby(news, *state);
    note_who_added_me(news, *state);
}

void Workspace::on(const client::OwnTextErased&) {
    if (store_) disk_.try_disk([&] { store_->remove_traces(); });
}

/// Adds whispers that arrive while another conversation is open to the lobby too.
void Workspace::show_whispers_in_lobby(const client::NewEntries& news,
                                       const client::ConversationState& state) {
    if (state.conversation.room || !news.live || news.conversation == open_) return;
    for (const std::uint64_t number : news.numbers) {
        const Entry* entry = state.held.find(number);
        const bool has_row = entry && client::role_of(*entry) != client::EntryRole::reference;
        if (has_row) timeline(lobby).add_whisper(news.conversation, number);
    }
}

/// The message changes in its own conversation, and among the whispers that the lobby shows.
void Workspace::on(const client::MessagesChanged& changed) {
    const auto shown = timelines_.find(changed.conversation);
    for (const std::uint64_t number : changed.numbers) {
        if (shown != timelines_.end()) shown->second.message_changed(number);
        const client::ConversationState* state = model().find(changed.conversation);
        const auto message = state ? client::folded_message(*state, number) : std::nullopt;
        if (message && message->erased) {
            ++view_state_.erased_version;
            search_.forget(changed.conversation, number);
        } else if (message) {
            search_.change(changed.conversation, number, message->text);
        }
        timeline(lobby).whisper_changed(changed.conversation, number);
    }
}

void Workspace::on(const client::Diverged& diverged) {
    const client::ConversationState* state = model().find(diverged.conversation);
    Timeline& rows = timeline(diverged.conversation);
    rows.restart(state ? state->number : 0);
    if (state) rows.update_from(*state);
    ++view_state_.copied_version;
    timeline(lobby).drop_whispers(diverged.conversation);
    history_differs(diverged.conversation);
}

/// The dropped entries may be erased by now, so that no text of them is kept either.
void Workspace::on(const client::OlderEntriesDropped& dropped) {
    const client::ConversationState* state = model().find(dropped.conversation);
    if (state) timeline(dropped.conversation).update_from(*state);
    ++view_state_.copied_version;
    timeline(lobby).drop_whispers(dropped.conversation);
    ++view_state_.erased_version;
}

void Workspace::on(const client::SeenCompared&) {
    compared_ = true;
    keep_heads();
}

/// Pins a warning, and forgets what was read of entries that are gone.
void Workspace::history_differs(const ConversationId& conversation) {
    const client::ConversationState* state = model().find(conversation);
    drafts_.set_read(conversation, state ? state->read : 0);
    differing_.insert(conversation);
    const std::string where = differing_.size() == 1
                                  ? title_of(conversation)
                                  : fmt::format("{} conversations", differing_.size());
    warn(Warnings::About::history,
         fmt::format("The server's history of {} differs from what was shown before: it was set "
                     "back to an older copy, or replaced. It is loaded again.",
                     where));
}

/// Returns a conversation's title within a sentence.
std::string Workspace::title_of(const ConversationId& conversation) const {
    if (conversation == lobby) return std::string(lobby_title);
    const client::ConversationState* state = model().find(conversation);
    if (state && state->room) return "#" + screen_word(state->room->state.title);
    if (!state || !state->conversation.between) return "a conversation that is gone";
    const Account& with = state->conversation.between->other(key_.account);
    return "your whispers with " + screen_word(model().name_of(with));
}

void Workspace::on(const client::PostRefused& refused) {
    const client::OutboxRow& row = refused.row;
    const ConversationId where = id_of({row.to, row.room});
    if (!client::authored_text(row))
        return note(fmt::format("{}: {}", client::failure_sentence(row), refused.sentence), true);
    timeline(where).add_refused({row, refused.sentence});
    if (where == open_) return;
    note(fmt::format("Not sent to {}: {}",
                     row.to ? screen_word(model().name_of(*row.to)) : title_of(where),
                     refused.sentence),
         true);
}

/// A full queue or an exceeded rate passes by itself within seconds and is not shown.
void Workspace::on(const client::PostsDelayed& delayed) {
    if (client::passes_soon(delayed)) return;
    std::string why = delayed.sentence;
    if (why.starts_with("The ")) why.front() = 't';
    warn(Warnings::About::waiting,
         fmt::format("Waiting: {} What you send is saved and sent again by itself.", why));
}

void Workspace::on(const client::OutboxDone& done) {
    if (store_) disk_.try_disk([&] { store_->remove_post(done.id); });
}

// ---- people ---------------------------------------------------------------------------------

void Workspace::on(const client::PersonJoined& joined) {
    if (joined.person.account == model().me()) return;
    timeline(lobby).add_joined(joined.person, wall_now());
}

void Workspace::on(const client::PersonLeft& left) {
    if (left.person.account == model().me()) return;
    timeline(lobby).add_left(left.person, wall_now());
}

void Workspace::on(const client::Renamed& renamed) {
    ++names_version_;
    timeline(lobby).add_renamed(renamed.account, renamed.before, renamed.now, wall_now());
    if (renamed.account == model().me()) save_server_settings();
}

void Workspace::on(const client::NamesLearned& learned) {
    if (!people_) return;
    for (const Person& person : learned.people) {
        if (!people_->check(person)) continue;
        changed_keys_.push_back(person);
        warn(Warnings::About::key, client::changed_key_sentence(person.name));
    }
    ++names_version_;
    disk_.try_disk([&] { people_->save(); });
}

// ---- the view state -------------------------------------------------------------------------

const ViewState& Workspace::view_state() {
    view_state_.now = read_clocks();
    view_state_.connect = connect_;
    view_state_.connection = connection_.status();
    view_state_.warnings = warnings_.shown();
    view_state_.model = client() && (connection_.has_content() || ready()) ? &model() : nullptr;
    view_state_.open = open_;
    const std::optional<Account>& partner = to_.account;
    view_state_.whisper_to = partner;
    view_state_.whisper_to_online = partner && client() && model().people().contains(*partner);
    view_state_.whisper_to_name = partner && client() ? model().name_of(*partner) : "";
    const client::ConversationState* opened = client() ? model().find(open_) : nullptr;
    view_state_.room = opened && opened->room ? &*opened->room : nullptr;
    view_state_.timeline = &timeline(open_);
    view_state_.timelines_version = timelines_version_;
    view_state_.names_version = names_version_;
    const client::ConversationState* room = client() ? model().find(lobby) : nullptr;
    view_state_.unread = room ? room->unread().count : 0;
    view_state_.draft = drafts_.composer_text();
    view_state_.draft_version = drafts_.composer_version();
    view_state_.place = open_ == begun_at_.conversation ? begun_at_.number : 0;
    view_state_.my_name = client() ? model().my_name() : connect_.name;
    view_state_.found = search_.found();
    describe_copy();
    about_.connection = client() ? client()->status_sentence() : "Not connected.";
    view_state_.about = about_;
    update_all_rooms();
    rebuild_lists();
    view_state_.online = &online_;
    view_state_.offline = &offline_;
    view_state_.whispers = &whispers_;
    view_state_.rooms = &own_rooms_;
    view_state_.room_muted = is_muted(open_);
    view_state_.members = view_state_.room ? &members_ : nullptr;
    return view_state_;
}

std::string Workspace::title() const {
    std::uint64_t unread = 0;
    if (client()) {
        for (const auto& [id, state] : model().conversations())
            unread += is_muted(id) ? state.unread().mentions : state.unread().count;
    }
    return unread == 0 ? "Indaba" : fmt::format("({}) Indaba", unread);
}

}  // namespace indaba::ui
