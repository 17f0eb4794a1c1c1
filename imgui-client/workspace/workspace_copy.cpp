/// The part of the workspace that keeps the own copy of what the server sends, and shows what is
/// in it. See workspace.hpp.
#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {

using client::Model;

// ---- keeping it ---------------------------------------------------------------------------------

void Workspace::keep_copy_of(const JournalId& journal) {
    if (copy_.of == journal) return;
    copy_.close();
    copy_.of = journal;
    ++view_state_.copied_version;
    if (copy_.kept.kind == client::KeepLocal::Kind::none) {
        search_.use(std::nullopt);
        return remove_copy(journal);
    }
    const client::ReplicaOrigin origin{journal, key_.account};
    copy_.keeper = std::make_unique<client::ReplicaKeeper>(options_.home, origin, copy_.kept.days);
    search_.use(origin);
    copy_.shown.open(options_.home, origin);
    if (wanted_day_) copy_.shown.find_time(wanted_day_->conversation, wanted_day_->begin);
}

/// Takes in what was written of the copy, and asks for the next page that it lacks.
void Workspace::fill_copy() {
    if (!copy_.keeper) return;
    const auto now = std::chrono::steady_clock::now();
    const std::string before = copy_.keeper->trouble();
    for (const std::string& sentence : copy_.keeper->take_news(model(), now))
        warn(Warnings::About::file, sentence);
    const std::set<ConversationId> written = copy_.keeper->take_changed();
    search_.copy_changed(written);
    if (copy_.keeper->trouble().empty() && !before.empty()) warnings_.drop(Warnings::About::copy);
    if (!copy_.keeper->trouble().empty() && before.empty()) {
        warn(Warnings::About::copy, copy_.keeper->trouble());
        fetch_absent();
    }
    copy_.shown.copy_changed(written, model().find(copy_.shown.conversation()));
    copy_.shown.follow_copy(now);
    if (const auto page = copy_.keeper->next_page(now))
        update_model([&](Model& changed, Now at, Effects& effects) {
            changed.fetch_for_copy(page->conversation, page->before, at, effects);
        });
}

// ---- the start ----------------------------------------------------------------------------------

/// Lets a thread read what this home knew when it was closed, while the window opens.
void Workspace::begin_from_copy() {
    const auto view = settings_.views.find(*journal_);
    begun_at_ = view == settings_.views.end() ? client::LastView{lobby, 0} : view->second;
    const client::ReplicaOrigin origin{*journal_, key_.account};
    if (copy_.kept.kind == client::KeepLocal::Kind::none) return remove_copy(*journal_);
    if (!client::Replica::exists(options_.home, *journal_)) return;
    copy_.written_at = client::Replica::written_at(options_.home, *journal_);
    copy_.shown.open(options_.home, origin);
    copy_.shown.begin(begun_at_.conversation, begun_at_.number);
    copy_.awaited = true;
}

/// Shows the conversations of the copy as they were, and the last view.
void Workspace::begin_with(const client::ReplicaReader::Overview& overview) {
    if (overview.heads.empty() || connection_.was_ready()) return;
    copy_.bytes = overview.bytes;
    connection_.shows_copy(copy_.written_at);
    connect_.open = connect_.connecting = false;
    search_.use(client::ReplicaOrigin{*journal_, key_.account});
    update_model([&](Model& changed, Now, Effects& effects) {
        changed.begin_with(overview.heads, overview.names, effects);
    });
    apply_stored_read_positions();
    open_last_view();
    rebuild_all_lists();
    for (const auto& [id, state] : model().conversations())
        if (state.conversation.between || state.read < state.number) copy_.uncounted.push_back(id);
}

/// Reads the newest entries of the next conversation whose unread messages are to be counted.
/// Others wait until these are here, so that what the user looks at is read between.
void Workspace::read_next_uncounted() {
    constexpr std::uint64_t most = limit::page_entries;
    if (ready()) copy_.uncounted.clear();  // the model fetches what it lacks
    while (!copy_.uncounted.empty()) {
        const ConversationId id = copy_.uncounted.front();
        copy_.uncounted.pop_front();
        const client::ConversationState* state = model().find(id);
        if (!state || id == open_) continue;
        return copy_.shown.read_newest(
            id, std::clamp<std::uint64_t>(state->number - state->read, 1, most));
    }
}

/// Opens what was open when this home was closed.
void Workspace::open_last_view() {
    const client::LastView view = begun_at_;
    open_conversation(recipient_of(view.conversation));
    if (open_ == view.conversation) last_view_ = view;
}

/// Returns how a conversation is opened; the lobby for one that is not known.
Recipient Workspace::recipient_of(const ConversationId& conversation) const {
    const client::ConversationState* state = model().find(conversation);
    if (!state) return {};
    if (state->conversation.between)
        return {state->conversation.between->other(key_.account), lobby};
    return {std::nullopt, conversation};
}

// ---- showing it ---------------------------------------------------------------------------------

/// Takes in what was read. The first turn waits a moment for it, so that the first frame has what
/// was there yesterday.
void Workspace::take_copied() {
    constexpr auto longest_wait = std::chrono::milliseconds{50};
    const auto until = std::chrono::steady_clock::now() + longest_wait;
    if (!std::exchange(copy_.awaited, false)) return void(take_answers());
    // One answer leads to the next question.
    for (auto now = until - longest_wait; now < until; now = std::chrono::steady_clock::now()) {
        copy_.shown.wait(std::chrono::ceil<std::chrono::milliseconds>(until - now));
        if (!take_answers()) return;
    }
}

/// Returns whether there was an answer.
bool Workspace::take_answers() {
    bool any = false;
    while (client()) {
        const auto answer = copy_.shown.take();
        if (!answer) break;
        any = changed_ = true;
        if (const auto* overview = std::get_if<client::ReplicaReader::Overview>(&*answer)) {
            begin_with(*overview);
        } else if (const auto* copied = std::get_if<client::CopiedEntries>(&*answer)) {
            show_copied(*copied);
            read_next_uncounted();
        } else if (const auto* found = std::get_if<client::ReplicaReader::Found>(&*answer)) {
            time_found(*found);
        }
    }
    return any;
}

void Workspace::show_copied(const client::CopiedEntries& copied) {
    update_model(
        [&](Model& changed, Now, Effects& effects) { changed.show_copied(copied, effects); });
    fetch_absent();
}

/// Asks the server for entries in sight that the copy does not have.
void Workspace::fetch_absent() {
    const client::ConversationState* state = model().find(copy_.shown.conversation());
    const auto absent = state ? copy_.shown.absent(*state) : std::nullopt;
    if (!absent) return;
    if (!ready()) {
        view_state_.absent_reason =
            "Messages that are not on this computer come when the server is connected.";
        return;
    }
    if (copy_.keeper && copy_.keeper->want(absent->conversation, absent->first, absent->last))
        return;
    // Entries that no copy has are fetched again each time that they are in sight.
    if (std::exchange(copy_.fetches_absent, true)) return;
    // A page ends there, since one of long messages has three.
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.fetch_for_copy(absent->conversation, absent->last + 1, now, effects);
    });
}

void Workspace::apply(const ShowEntries& intent) {
    const client::ConversationState* state = client() ? model().find(intent.conversation) : nullptr;
    if (!state) return;
    view_state_.absent_reason.clear();
    copy_.shown.show(intent, *state);
    if (!copy_.shown.is_open()) fetch_absent();
}

/// Shows at once what came for those in sight; the copy has it a moment later.
void Workspace::on(const client::EntriesReceived& received) {
    const client::ConversationState* state = model().find(received.conversation);
    if (!state || !copy_.shown.absent(*state)) return;
    if (const auto part = copy_.shown.part_of(received)) {
        changed_ = true;
        update_model(
            [&](Model& changed, Now, Effects& effects) { changed.show_copied(*part, effects); });
    }
}

void Workspace::on(const client::CopyPageEnded& ended) {
    if (std::exchange(copy_.fetches_absent, false) && ended.fetched) fetch_absent();
    if (ended.fetched || ended.sentence.empty() || ended.conversation != open_) return;
    view_state_.absent_reason = "Messages cannot be read: " + ended.sentence;
    changed_ = true;
}

void Workspace::on(const client::CopiedShown& shown) {
    Timeline& rows = timeline(shown.conversation);
    for (const std::uint64_t number : shown.changed) rows.message_changed(number);
    const client::ConversationState* state = model().find(shown.conversation);
    if (!state || !state->room) return;
    for (const auto& each : state->held.copied()) rows.room_changed(*state, each.first);
}

void Workspace::on(const client::HeadsComplete&) {
    for (auto& [conversation, rows] : timelines_)
        if (const auto* state = model().find(conversation)) rows.update_from(*state);
}

/// Forgets old messages of a long session. They are shown out of the copy.
void Workspace::bound_memory(const client::ConversationState& state) {
    constexpr std::uint64_t max_held = 8192, kept = 4096;
    const auto& ranges = state.held.ranges();
    if (ranges.empty() || ranges.back().entries.size() <= max_held) return;
    update_model([&](Model& changed, Now, Effects&) {
        changed.discard_up_to(state.conversation.id, ranges.back().last() - kept);
    });
    ++view_state_.copied_version;
}

// ---- how much is kept ---------------------------------------------------------------------------

/// Takes over which messages are to be kept. The writer deletes the others.
void Workspace::apply(const KeepLocally& intent) {
    using Kind = client::KeepLocal::Kind;
    const Kind kind = intent.none ? Kind::none : intent.days > 0 ? Kind::days : Kind::all;
    copy_.kept = settings_.keep_local = {kind, kind == Kind::days ? intent.days : 0};
    update_settings([this](client::Settings& stored) { stored.keep_local = copy_.kept; });
    changed_ = true;
    if (!client() || !journal_) return;
    copy_.of.reset();
    keep_copy_of(*journal_);
    if (copy_.keeper && ready()) copy_.keeper->on(client::HeadsComplete{}, model());
}

void Workspace::remove_copy(const JournalId& journal) {
    disk_.try_disk([&] { client::Replica::remove(options_.home, journal); });
    copy_.bytes = 0;
}

/// Tells the views about the copy.
void Workspace::describe_copy() {
    LocalCopy& copy = view_state_.local_copy;
    copy.none = copy_.kept.kind == client::KeepLocal::Kind::none;
    copy.days = copy_.kept.days;
    copy.bytes = copy_.keeper ? copy_.keeper->bytes() : copy_.bytes;
    copy.missing = copy_.keeper ? copy_.keeper->missing() : 0;
    copy.trouble = copy_.keeper ? copy_.keeper->trouble() : "";
    copy.held = copy_.keeper ? copy_.keeper->held() : 0;
    copy.compared = copy_.keeper && copy_.keeper->knows_missing();
}

}  // namespace indaba::ui
