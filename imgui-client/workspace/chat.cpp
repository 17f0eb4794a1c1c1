#include "imgui-client/workspace/chat.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

#include "common/client/home/home.hpp"
#include "common/keys/fingerprint.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/unicode/shown_text.hpp"
#include "imgui-client/workspace/chat_kept.hpp"

namespace indaba::ui {
namespace {

/// Who is here, who is called what, what was said to whom.
bool changes_lists(const client::Effect& effect) {
    return !std::holds_alternative<client::Settled>(effect) &&
           !std::holds_alternative<client::Receipt>(effect) &&
           !std::holds_alternative<client::Fetched>(effect);
}

}  // namespace

using client::Interest;
using client::Model;
using client::Now;
using client::Store;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

Chat::Chat(Options options)
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
void Chat::connect(const client::Destination& destination, const std::string& typed,
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
    if (!credentials) return ask_again();
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
std::optional<client::Credentials> Chat::credentials() {
    auto found = client::credentials_for(destination_, key_, brokers_, options_.plain);
    if (const auto* why = std::get_if<std::string>(&found)) connect_.failed = *why;
    if (auto* credentials = std::get_if<client::Credentials>(&found))
        return std::move(*credentials);
    return std::nullopt;
}

/// What only a person can decide. Before the first `ready` the dialog asks; later the banner tells.
void Chat::look_at_trouble() {
    if (client_->trouble() == client::Trouble::none || was_ready_) return;
    if (client_->trouble() != client::Trouble::unknown_key) return fail(trouble_sentence());
    if (!connect_.trust.empty()) return;
    connect_.trust = fingerprint(client_->told());
    connect_.open = changed_ = true;
}

std::string Chat::trouble_sentence() const {
    if (client_->trouble() == client::Trouble::other_key && client_->broker_key())
        return client::other_key_sentence(server_, *client_->broker_key(), client_->told(),
                                          brokers_);
    return client_->last_failure();
}

void Chat::end_connection() {
    changed_keys_.clear();
    people_.reset();
    keep_all();
    connect_.trust.clear();
    if (client_) client_->leave();
    client_.reset();
    store_.reset();
    journal_.reset();
    begin_streams();
    lookup_.reset();
    draft_.clear();
    const int draft_version = scene_.draft_version;
    scene_ = Scene{};
    scene_.draft_version = draft_version + 1;
    was_ready_ = said_offline_ = older_loading_ = false;
    attempt_ = 0;
    attempt_seen_.reset();
    lists_old_ = changed_ = true;
}

/// The server was never reached: asked again, with what was given.
void Chat::fail(std::string why) {
    end_connection();
    connect_.failed = std::move(why);
    ask_again();
}

void Chat::ask_again() {
    connect_.connecting = false;
    connect_.open = true;
    connect_.name_known = known_journal().has_value();
    ++connect_.version;
    changed_ = true;
}

std::optional<JournalId> Chat::known_journal() const {
    const auto known = settings_.journals.find(client::to_string(server_));
    if (known == settings_.journals.end()) return std::nullopt;
    return known->second;
}

std::unique_ptr<Store> Chat::open_store(const JournalId& journal) {
    std::unique_ptr<Store> store;
    kept([&] { store = std::make_unique<Store>(options_.home, journal); });
    if (store && !store->warning().empty()) connect_.warning = store->warning();
    return store;
}

/// Server, name and journal, for the next start.
void Chat::remember() {
    const client::Settings before = settings_;
    settings_.server = client::to_string(server_);
    settings_.name = model().my_name();
    if (model().journal()) settings_.journals[settings_.server] = *model().journal();
    if (!(settings_ == before)) save_settings();
}

void Chat::save_settings() {
    kept([&] { client::save_settings(options_.home, settings_); });
}

/// Each new time of an attempt means that the one before has failed.
void Chat::note_attempts() {
    const auto next = client_->next_attempt();
    if (ready()) attempt_ = 0;
    if (!next || next == attempt_seen_ || ready()) return;
    attempt_seen_ = next;
    ++attempt_;
    changed_ = true;
}

// ---- what happens ---------------------------------------------------------------------------

bool Chat::turn() {
    if (keep_at_ && steady_clock::now() >= *keep_at_) keep_all();
    if (client_) take(client_->turn());
    if (client_) note_attempts();
    if (client_) look_at_trouble();
    if (client_ && !was_ready_ && connect_.trust.empty() && !client_->last_failure().empty())
        fail(client_->last_failure());
    return std::exchange(changed_, false);
}

milliseconds Chat::time_to_wait() const {
    milliseconds wait = client_ ? client_->time_to_wait() : milliseconds{60'000};
    if (keep_at_) {
        const auto left = std::chrono::ceil<milliseconds>(*keep_at_ - steady_clock::now());
        wait = std::min(wait, std::max(left, milliseconds{0}));
    }
    return wait;
}

std::vector<int> Chat::descriptors() const {
    return client_ ? client_->connection().descriptors() : std::vector<int>{};
}

void Chat::take(Effects effects) {
    if (!effects.empty()) changed_ = true;
    for (const client::Effect& effect : effects) lists_old_ = lists_old_ || changes_lists(effect);
    for (const client::Effect& effect : effects) {
        if (!client_) return;  // an earlier one ended it
        std::visit([&](const auto& what) { on(what); }, effect);
    }
}

/// Whoever welcomes us has proved its key.
void Chat::on(const client::Welcomed& welcomed) {
    if (const auto key = client_->broker_key()) kept([&] { brokers_.pin(server_, *key); });
    if (!store_ || journal_ != welcomed.journal) change_store(welcomed);
    kept([&] { people_ = std::make_unique<client::KnownPeople>(options_.home, welcomed.journal); });
}

void Chat::on(const client::BecameReady&) {
    remember();
    connect_.open = connect_.connecting = false;
    connect_.name_error.clear();
    if (!connect_.warning.empty()) note(std::exchange(connect_.warning, {}), true);
    if (options_.plain && !was_ready_)
        note("Nothing here is encrypted, and anybody can be anybody (--insecure-plain).", true);
    if (was_ready_) {
        note("Server connected again.");
    } else {
        act([](Model& changed, Now now, Effects& effects) {
            changed.set_interest(lobby, {Interest::Kind::newest, 0, {}}, now, effects);
        });
        if (const auto* state = model().find(lobby)) {
            stream(lobby).set_unread_line(read_position(*state));
        }
        talk_to(std::nullopt);
    }
    was_ready_ = true;
    said_offline_ = older_loading_ = false;
}

void Chat::on(const client::BecameOffline& offline) {
    offline_why_ = offline.why;
    older_loading_ = false;
    if (lookup_) {
        note(fmt::format("{} could not be looked up.", shown_word(lookup_->name)));
        put_back(fmt::format("/w {} {}", lookup_->name, lookup_->text));
        lookup_.reset();
    }
    if (!was_ready_ || said_offline_) return;
    said_offline_ = true;
    note("Server disconnected.");
}

/// At the first time the attempt is ended: it would try again behind the dialog. Later everything
/// stays readable, and the link stays lost.
void Chat::on(const client::JoinRefused& refused) {
    const bool about_name = refused.code.starts_with("name");
    const std::string why = shown_text(refused.sentence);
    if (was_ready_) {
        const bool other_name = about_name && !ready();
        return note("Refused: " + why + (other_name ? " Take another one: /name NEW" : ""), true);
    }
    if (!about_name) return fail(why);
    const bool needed = refused.code == code::name_needed;
    const bool asked_by_hand = !options_.server;
    end_connection();
    if (!needed) connect_.name_error = why;
    if (needed && asked_by_hand) connect_.name_error = "Which name shall others see?";
    ask_again();
}

void Chat::on(const client::NewEntries& news) {
    const client::ConversationState* state = model().find(news.conversation);
    if (!state) return;
    const auto shown = streams_.find(news.conversation);
    if (shown != streams_.end()) shown->second.take(*state);
    show_news_of(news, *state);
}

/// A whisper that comes while one reads something else shows in the lobby too.
void Chat::show_news_of(const client::NewEntries& news, const client::ConversationState& state) {
    if (state.conversation.room || !news.live || news.conversation == open_) return;
    for (const std::uint64_t number : news.numbers) {
        const Entry* entry = state.history.find(number);
        if (entry) stream(lobby).add_whisper(news.conversation, number);
    }
}

void Chat::on(const client::Came& came) {
    if (came.person.account == model().me()) return;
    stream(lobby).came(shown_word(came.person.name), client::Client::read_clocks().wall);
}

void Chat::on(const client::Went& went) {
    if (went.person.account == model().me()) return;
    stream(lobby).went(shown_word(went.person.name), client::Client::read_clocks().wall);
}

void Chat::on(const client::Renamed& renamed) {
    ++names_;
    stream(lobby).renamed(shown_word(renamed.before), shown_word(renamed.now),
                          client::Client::read_clocks().wall);
    if (renamed.account == model().me()) remember();
}

void Chat::on(const client::PostRefused& refused) {
    const client::OutboxRow& row = refused.row;
    const ConversationId where = row.to ? whisper_id(key_.account, *row.to) : row.room;
    stream(where).add_refused({row, shown_text(refused.sentence)});
    if (where == open_) return;
    note(fmt::format("Not sent to {}: {}",
                     row.to ? shown_word(model().name_of(*row.to)) : std::string(lobby_title),
                     shown_text(refused.sentence)),
         true);
}

void Chat::on(const client::Settled& settled) {
    if (store_) kept([&] { store_->settle(settled.id); });
}

void Chat::on(const client::Diverged& diverged) {
    Stream& shown = stream(diverged.conversation);
    shown.begin_anew();
    shown.add_note(
        "WARNING: the journal of this server has other entries here than those shown before. "
        "All of it is read anew.",
        true, client::Client::read_clocks().wall);
}

void Chat::on(const client::WhoAnswered& answer) {
    if (!lookup_ || lookup_->request != answer.request) return;
    const Lookup lookup = *std::exchange(lookup_, std::nullopt);
    if (answer.accounts.empty()) {
        note(fmt::format("Nobody is called {}: nothing was sent.", shown_word(lookup.name)));
        return put_back(fmt::format("/w {} {}", lookup.name, lookup.text));
    }
    // Whoever has begun something else meanwhile is not taken away from it.
    const Account& account = answer.accounts.front().account;
    if (open_ == lookup.asked_in && draft_.empty()) talk_to(account);
    if (!lookup.text.empty()) say(account, lookup.text);
}

/// A page that could not be read is not asked for again before the next `ready`.
void Chat::on(const client::Fetched& fetched) {
    older_loading_ = !fetched.refused.empty();
    const client::ConversationState* state = model().find(fetched.conversation);
    if (!state) return;
    const std::uint64_t before = stream(fetched.conversation).first_number();
    stream(fetched.conversation).take(*state);
    if (stream(fetched.conversation).first_number() == before) older_loading_ = true;
}

void Chat::on(const client::Noticed& notice) {
    note("The server says: " + shown_text(notice.sentence));
}

void Chat::on(const client::Heard& heard) {
    if (!people_) return;
    for (const Person& person : heard.people)
        if (people_->meet(person)) changed_keys_.push_back(person);
    ++names_;
    kept([&] { people_->save(); });
}

void Chat::on(const client::OrderEnded& ended) {
    note(ended.refused.empty() ? "Done." : "Refused: " + shown_text(ended.refused));
}

void Chat::on(const client::Puzzled& puzzled) { note(shown_text(puzzled.why)); }

// ---- the journal and its store --------------------------------------------------------------

void Chat::change_store(const client::Welcomed& welcomed) {
    std::unique_ptr<Store> next;
    try {
        next = std::make_unique<Store>(options_.home, welcomed.journal);
    } catch (const std::exception& error) {
        return fail(error.what());  // where nothing can be kept, nothing can be said
    }
    if (store_ && welcomed.related) {
        kept([&] { next->take_over_from(*store_); });
        note(
            "The server has a new journal that goes on from the one before. What waits goes "
            "there.");
    } else if (store_) {
        keep_all();
        begin_streams();
        open_with_draft(next.get());
        note("This is another server than the last time. Nothing that waited is sent to it.", true);
        for (const client::OutboxRow& row : welcomed.set_aside)
            note("It stays in this home: " + shown_text(row.body));
    }
    store_ = std::move(next);
    journal_ = welcomed.journal;
    if (!store_->warning().empty()) note(store_->warning(), true);
    post_what_the_model_lacks();
}

/// What views remember of streams from before means nothing for these.
void Chat::begin_streams() {
    streams_.clear();
    ++era_;
    to_.reset();
    open_ = lobby;
}

/// A home that comes back to a server it had left finds there what waited then.
void Chat::post_what_the_model_lacks() {
    for (const client::OutboxRow& row : store_->outbox()) {
        const auto& outbox = model().outbox();
        if (std::ranges::find(outbox, row.id, &client::OutboxRow::id) != outbox.end()) continue;
        act([&](Model& changed, Now now, Effects& effects) { changed.post(row, now, effects); });
    }
}

void Chat::leave() {
    keep_all();
    if (client_) client_->leave();
}

}  // namespace indaba::ui
