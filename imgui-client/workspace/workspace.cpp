#include "imgui-client/workspace/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

#include "common/base/clock.hpp"
#include "common/client/home/home.hpp"
#include "common/keys/fingerprint.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/workspace/try_disk.hpp"

namespace indaba::ui {
namespace {

/// Who is here, who is called what, what was said to whom.
bool affects_lists(const client::Effect& effect) {
    return !std::holds_alternative<client::OutboxDone>(effect) &&
           !std::holds_alternative<client::Receipt>(effect) &&
           !std::holds_alternative<client::OlderPageFetched>(effect);
}

}  // namespace

using client::Interest;
using client::Model;
using client::Now;
using client::Store;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

Workspace::Workspace(Options options)
    : options_(std::move(options)), key_(load_or_make_key(options_.home)), brokers_(options_.home) {
    settings_ = client::load_settings(options_.home, connect_.warning);
    server_ = options_.server
                  ? options_.server->server
                  : client::parse_server(settings_.server).value_or(client::Server{"127.0.0.1"});
    connect_.open = true;
    connect_.server = client::to_string(server_);
    connect_.name = options_.name.empty() ? settings_.name : options_.name;
    connect_.version = 1;
    connect_.name_known = known_journal().has_value();
    if (options_.server) connect(*options_.server, connect_.server, connect_.name);
}

// ---- connecting -----------------------------------------------------------------------------

/// What is typed while it lasts goes nowhere: the dialog stays until `ready`.
void Workspace::connect(const client::Destination& destination, const std::string& typed,
                        const std::string& name) {
    end_connection();
    destination_ = destination;
    server_ = destination.server;
    connect_.server = typed;
    connect_.name = name;
    connect_.failed.clear();
    connect_.name_error.clear();
    connect_.connecting = true;
    connect_.open = !options_.server;
    const std::optional<client::Credentials> credentials = this->credentials();
    if (!credentials) return show_connect_dialog();
    Model::Options model;
    model.account = key_.account;
    model.software = "indaba";
    model.name = name;
    journal_ = known_journal();
    if (journal_) store_ = open_store(*journal_);
    if (store_) {
        model.journal = journal_;
        model.outbox = store_->outbox();
    }
    client_ = std::make_unique<client::Client>(network_, server_, *credentials, std::move(model),
                                               destination.invite);
}

/// Nothing when the link and this home know different keys of the broker; that was said.
std::optional<client::Credentials> Workspace::credentials() {
    auto found = client::credentials_for(destination_, key_, brokers_, options_.plain);
    if (const auto* why = std::get_if<std::string>(&found)) connect_.failed = *why;
    if (auto* credentials = std::get_if<client::Credentials>(&found))
        return std::move(*credentials);
    return std::nullopt;
}

/// What only a person can decide. Before the first `ready` the dialog asks; later the banner tells.
void Workspace::check_stop_reason() {
    if (client_->stop_reason() == client::StopReason::none || was_ready_) return;
    if (client_->stop_reason() != client::StopReason::unknown_key)
        return end_first_attempt(stop_sentence());
    if (!connect_.trust.empty()) return;
    connect_.trust = fingerprint(client_->claimed_key());
    connect_.open = changed_ = true;
}

std::string Workspace::stop_sentence() const {
    if (client_->stop_reason() == client::StopReason::key_mismatch && client_->broker_key())
        return client::key_mismatch_sentence(server_, *client_->broker_key(),
                                             client_->claimed_key(), brokers_);
    return client_->last_failure();
}

void Workspace::end_connection() {
    changed_keys_.clear();
    people_.reset();
    save_now();
    connect_.trust.clear();
    if (client_) client_->leave();
    client_.reset();
    store_.reset();
    journal_.reset();
    reset_timelines();
    lookup_.reset();
    draft_.clear();
    const int draft_version = view_state_.draft_version;
    view_state_ = ViewState{};
    view_state_.draft_version = draft_version + 1;
    was_ready_ = offline_noted_ = older_loading_ = false;
    attempt_ = 0;
    counted_attempt_.reset();
    lists_stale_ = changed_ = true;
}

/// The server was never reached: asked again, with what was given.
void Workspace::end_first_attempt(std::string why) {
    end_connection();
    connect_.failed = std::move(why);
    show_connect_dialog();
}

void Workspace::show_connect_dialog() {
    connect_.connecting = false;
    connect_.open = true;
    connect_.name_known = known_journal().has_value();
    ++connect_.version;
    changed_ = true;
}

std::optional<JournalId> Workspace::known_journal() const {
    const auto known = settings_.journals.find(client::to_string(server_));
    if (known == settings_.journals.end()) return std::nullopt;
    return known->second;
}

std::unique_ptr<Store> Workspace::open_store(const JournalId& journal) {
    std::unique_ptr<Store> store;
    try_disk([&] { store = std::make_unique<Store>(options_.home, journal); });
    if (store && !store->warning().empty()) connect_.warning = store->warning();
    return store;
}

/// Server, name and journal, for the next start.
void Workspace::save_server_settings() {
    const client::Settings before = settings_;
    settings_.server = client::to_string(server_);
    settings_.name = model().my_name();
    if (model().journal()) settings_.journals[settings_.server] = *model().journal();
    if (!(settings_ == before)) save_settings();
}

void Workspace::save_settings() {
    try_disk([&] { client::save_settings(options_.home, settings_); });
}

/// Each new time of an attempt means that the one before has failed.
void Workspace::count_attempts() {
    const auto next = client_->next_attempt();
    if (ready()) attempt_ = 0;
    if (!next || next == counted_attempt_ || ready()) return;
    counted_attempt_ = next;
    ++attempt_;
    changed_ = true;
}

// ---- what happens ---------------------------------------------------------------------------

bool Workspace::turn() {
    if (save_at_ && steady_clock::now() >= *save_at_) save_now();
    if (client_) handle_effects(client_->turn());
    if (client_) count_attempts();
    if (client_) check_stop_reason();
    if (client_ && !was_ready_ && connect_.trust.empty() && !client_->last_failure().empty())
        end_first_attempt(client_->last_failure());
    return std::exchange(changed_, false);
}

milliseconds Workspace::time_to_wait() const {
    milliseconds wait = client_ ? client_->time_to_wait() : milliseconds{60'000};
    if (save_at_) {
        const auto left = std::chrono::ceil<milliseconds>(*save_at_ - steady_clock::now());
        wait = std::min(wait, std::max(left, milliseconds{0}));
    }
    return wait;
}

std::vector<int> Workspace::descriptors() const {
    return client_ ? client_->connection().descriptors() : std::vector<int>{};
}

void Workspace::handle_effects(Effects effects) {
    if (!effects.empty()) changed_ = true;
    for (const client::Effect& effect : effects)
        lists_stale_ = lists_stale_ || affects_lists(effect);
    for (const client::Effect& effect : effects) {
        if (!client_) return;  // an earlier one ended it
        std::visit([&](const auto& what) { on(what); }, effect);
    }
}

/// Whoever welcomes us has proved its key.
void Workspace::on(const client::Welcomed& welcomed) {
    if (const auto key = client_->broker_key()) try_disk([&] { brokers_.pin(server_, *key); });
    if (!store_ || journal_ != welcomed.journal) switch_store(welcomed);
    try_disk(
        [&] { people_ = std::make_unique<client::KnownPeople>(options_.home, welcomed.journal); });
}

void Workspace::on(const client::BecameReady&) {
    save_server_settings();
    connect_.open = connect_.connecting = false;
    connect_.name_error.clear();
    if (!connect_.warning.empty()) note(std::exchange(connect_.warning, {}), true);
    if (options_.plain && !was_ready_)
        note("Nothing here is encrypted, and anybody can be anybody (--insecure-plain).", true);
    if (was_ready_) {
        note("Server connected again.");
    } else {
        update_model([](Model& changed, Now now, Effects& effects) {
            changed.set_interest(lobby, {Interest::Kind::newest, 0, {}}, now, effects);
        });
        if (const auto* state = model().find(lobby)) {
            timeline(lobby).set_unread_line(read_position(*state));
        }
        open_conversation(std::nullopt);
    }
    was_ready_ = true;
    offline_noted_ = older_loading_ = false;
}

void Workspace::on(const client::BecameOffline& offline) {
    offline_why_ = offline.why;
    older_loading_ = false;
    if (lookup_) {
        note(fmt::format("{} could not be looked up.", screen_word(lookup_->name)));
        restore_to_composer(fmt::format("/w {} {}", lookup_->name, lookup_->text));
        lookup_.reset();
    }
    if (!was_ready_ || offline_noted_) return;
    offline_noted_ = true;
    note("Server disconnected.");
}

/// At the first time the attempt is ended: it would try again behind the dialog. Later everything
/// stays readable, and the link stays lost.
void Workspace::on(const client::JoinRefused& refused) {
    const bool about_name = refused.code.starts_with("name");
    if (was_ready_) {
        const bool other_name = about_name && !ready();
        return note(
            "Refused: " + refused.sentence + (other_name ? " Take another one: /name NEW" : ""),
            true);
    }
    if (!about_name) return end_first_attempt(refused.sentence);
    const bool needed = refused.code == code::name_needed;
    const bool asked_by_hand = !options_.server;
    end_connection();
    if (!needed) connect_.name_error = refused.sentence;
    if (needed && asked_by_hand) connect_.name_error = "Which name shall others see?";
    show_connect_dialog();
}

void Workspace::on(const client::NewEntries& news) {
    const client::ConversationState* state = model().find(news.conversation);
    if (!state) return;
    const auto shown = timelines_.find(news.conversation);
    if (shown != timelines_.end()) shown->second.update_from(*state);
    show_whispers_in_lobby(news, *state);
}

/// A whisper that comes while one reads something else shows in the lobby too.
void Workspace::show_whispers_in_lobby(const client::NewEntries& news,
                                       const client::ConversationState& state) {
    if (state.conversation.room || !news.live || news.conversation == open_) return;
    for (const std::uint64_t number : news.numbers) {
        const Entry* entry = state.held.find(number);
        if (entry) timeline(lobby).add_whisper(news.conversation, number);
    }
}

void Workspace::on(const client::PersonJoined& joined) {
    if (joined.person.account == model().me()) return;
    timeline(lobby).add_joined(joined.person.name, read_clocks().wall);
}

void Workspace::on(const client::PersonLeft& left) {
    if (left.person.account == model().me()) return;
    timeline(lobby).add_left(left.person.name, read_clocks().wall);
}

void Workspace::on(const client::Renamed& renamed) {
    ++names_version_;
    timeline(lobby).add_renamed(renamed.before, renamed.now, read_clocks().wall);
    if (renamed.account == model().me()) save_server_settings();
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
    if (store_) try_disk([&] { store_->remove_post(done.id); });
}

void Workspace::on(const client::Diverged& diverged) {
    Timeline& shown = timeline(diverged.conversation);
    shown.drop_entries();
    shown.add_note(
        "WARNING: the journal of this server has other entries here than those shown before. "
        "All of it is read anew.",
        true, read_clocks().wall);
}

void Workspace::on(const client::WhoAnswered& answer) {
    if (!lookup_ || lookup_->request != answer.request) return;
    const Lookup lookup = *std::exchange(lookup_, std::nullopt);
    if (answer.accounts.empty()) {
        note(fmt::format("Nobody is called {}: nothing was sent.", screen_word(lookup.name)));
        return restore_to_composer(fmt::format("/w {} {}", lookup.name, lookup.text));
    }
    // Whoever has begun something else meanwhile is not taken away from it.
    const Account& account = answer.accounts.front().account;
    if (open_ == lookup.asked_in && draft_.empty()) open_conversation(account);
    if (!lookup.text.empty()) send_text(account, lookup.text);
}

/// A page that could not be read is not asked for again before the next `ready`.
void Workspace::on(const client::OlderPageFetched& fetched) {
    older_loading_ = !fetched.refused.empty();
    const client::ConversationState* state = model().find(fetched.conversation);
    if (!state) return;
    const std::uint64_t before = timeline(fetched.conversation).first_number();
    timeline(fetched.conversation).update_from(*state);
    if (timeline(fetched.conversation).first_number() == before) older_loading_ = true;
}

void Workspace::on(const client::NoticeReceived& notice) {
    note("The server says: " + notice.sentence);
}

void Workspace::on(const client::NamesLearned& learned) {
    if (!people_) return;
    for (const Person& person : learned.people)
        if (people_->check(person)) changed_keys_.push_back(person);
    ++names_version_;
    try_disk([&] { people_->save(); });
}

void Workspace::on(const client::OrderAnswered& ended) {
    note(ended.refused.empty() ? "Done." : "Refused: " + ended.refused);
}

void Workspace::on(const client::ProtocolViolation& violation) { note(violation.why); }

// ---- the journal and its store --------------------------------------------------------------

void Workspace::switch_store(const client::Welcomed& welcomed) {
    std::unique_ptr<Store> next;
    try {
        next = std::make_unique<Store>(options_.home, welcomed.journal);
    } catch (const std::exception& error) {
        return end_first_attempt(error.what());  // where nothing can be kept, nothing can be said
    }
    if (store_ && welcomed.related) {
        try_disk([&] { next->import_from(*store_); });
        note(
            "The server has a new journal that goes on from the one before. What waits goes "
            "there.");
    } else if (store_) {
        save_now();
        reset_timelines();
        load_draft(next.get());
        note("This is another server than the last time. Nothing that waited is sent to it.", true);
        for (const client::OutboxRow& row : welcomed.unsent_rows)
            note("It stays in this home: " + row.body);
    }
    store_ = std::move(next);
    journal_ = welcomed.journal;
    if (!store_->warning().empty()) note(store_->warning(), true);
    post_stored_outbox();
}

/// What views remember of streams from before means nothing for these.
void Workspace::reset_timelines() {
    timelines_.clear();
    ++timelines_version_;
    to_.reset();
    open_ = lobby;
}

/// A home that comes back to a server it had left finds there what waited then.
void Workspace::post_stored_outbox() {
    for (const client::OutboxRow& row : store_->outbox()) {
        const auto& outbox = model().outbox();
        if (std::ranges::find(outbox, row.id, &client::OutboxRow::id) != outbox.end()) continue;
        update_model(
            [&](Model& changed, Now now, Effects& effects) { changed.post(row, now, effects); });
    }
}

void Workspace::leave() {
    save_now();
    if (client_) client_->leave();
}

}  // namespace indaba::ui
