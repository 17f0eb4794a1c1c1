#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <variant>

#include "common/client/home/home.hpp"
#include "common/client/home/known_people.hpp"
#include "common/client/home/message_id.hpp"
#include "common/client/home/store.hpp"
#include "common/client/model/fetching.hpp"
#include "common/client/text/local_time.hpp"
#include "common/client/text/typed.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "line-client/commands.hpp"
#include "line-client/exit_codes.hpp"
#include "line-client/output/lines.hpp"
#include "line-client/output/reading.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/station.hpp"
#include "line-client/terminal.hpp"

namespace indaba::line {
namespace {

using client::calendar_day;
using client::ConversationState;
using client::Effects;
using client::Interest;
using client::Model;
using client::Now;
using client::OutboxRow;
using client::Store;
using std::chrono::steady_clock;

constexpr std::chrono::seconds wait_at_end_of_input{10};
constexpr std::chrono::seconds wait_at_quit{2};
/// Piped input faster than the broker waits in the pipe, not in the outbox.
constexpr std::size_t most_unsent_of_a_pipe = 32;

/// People talking: what they type goes into the store and then to the broker; what is said comes
/// out as plain lines.
class Chatting {
 public:
    Chatting(Station& station, std::unique_ptr<Store> store)
        : station_(station), store_(std::move(store)), journal_(station.place().known_journal()) {}

    int run();

 private:
    struct Lookup {
        std::uint64_t request = 0;
        std::string name, text;
    };

    const Model& model() const { return station_.model(); }
    const Place& place() const { return station_.place(); }
    bool ready() const { return model().link() == client::Link::ready; }

    // what happens
    void on(const client::Welcomed& welcomed);
    void on(const client::BecameReady&);
    void on(const client::BecameOffline& offline);
    void on(const client::JoinRefused& refused);
    void on(const client::NewEntries& news);
    void on(const client::Came& came) { say(joined_line(came.person.name)); }
    void on(const client::Went& went) { say(left_line(went.person.name)); }
    void on(const client::Renamed& renamed) { say(renamed_line(renamed.before, renamed.now)); }
    void on(const client::PostRefused& refused);
    void on(const client::Settled& settled);
    void on(const client::Diverged& diverged);
    void on(const client::WhoAnswered& answer);
    void on(const client::Noticed& notice);
    void on(const client::Puzzled& puzzled) { say(screen_text(puzzled.why)); }
    template <class Other>
    void on(const Other&) {}
    void on_first_failure();
    void on_trouble();
    void take_trust(const std::string& answer);
    void on(const client::PutOut& out);
    void on(const client::OrderEnded& ended);
    void on(const client::Heard& heard);

    // what is typed
    bool may_take_line() const;
    void take_lines();
    void on(const client::TypedText& typed) { say_to_all(typed.text); }
    void on(const client::TypedWhisper& typed);
    void on(const client::TypedWho&);
    void on(const client::TypedName& typed);
    void on(const client::TypedOrder& typed);
    void on(const client::TypedQuit&) {
        leave_within(ready() ? wait_at_quit : std::chrono::seconds{0});
    }
    void on(const client::TypedHelp&) { say(std::string(client::typed_help)); }
    void on(const client::TypedWrong& typed) { say(typed.sentence); }
    void take_name(const std::string& name);
    void say_to_all(const std::string& text);
    void whisper(const Account& account, const std::string& text);
    void enter(OutboxRow row, const ConversationId& conversation);

    // the journal and its store
    void change_store(const client::Welcomed& welcomed);
    void post_what_the_model_lacks();
    template <class Action>
    bool kept(Action&& action);

    // what is shown
    void say(const std::string& line);
    void say_rows(const std::vector<OutboxRow>& rows);
    std::uint64_t read_position(const ConversationState& state);
    void say_unread(const ConversationState& state, std::uint64_t unread);
    std::string people_line() const;
    void greet();
    void begin(const ConversationState& state);
    bool begin_at_newest(const ConversationState& state);
    void begin_after(const ConversationState& state, std::uint64_t number);
    void set_interest(const ConversationId& id, const Interest& interest);
    void show(const ConversationState& state);
    void show_day(WallMs at);

    // the end
    void leave_within(std::chrono::seconds time);
    void consider_leaving();
    void end();

    Station& station_;
    std::unique_ptr<Store> store_;  // nothing before the first welcome of a server never seen
    std::optional<JournalId> journal_;
    std::unique_ptr<client::KnownPeople> people_;  // of that journal, from its first welcome on
    LineReader input_;
    Reading reading_;
    std::map<ConversationId, std::uint64_t> awaited_;  // newest pages: the head they shall hold
    std::string day_ = calendar_day(client::Client::read_clocks().wall);  // the last one shown
    bool was_ready_ = false;
    bool offline_said_ = false;
    bool name_wanted_ = false;
    bool trust_wanted_ = false;
    std::optional<Lookup> lookup_;
    std::optional<Station::Time> leave_by_;
    std::optional<int> code_;
};

int Chatting::run() {
    if (!model().outbox().empty()) {
        say("Without a receipt since the last time, and sent again:");
        say_rows(model().outbox());
    }
    while (!code_ && !stop_wanted()) {
        const bool watch = !input_.closed() && !input_.has_line() && !leave_by_;
        if (const auto effect = station_.next(leave_by_, watch)) {
            std::visit([&](const auto& what) { on(what); }, *effect);
        }
        if (station_.trouble() != client::Trouble::none && !trust_wanted_ && !code_) on_trouble();
        if (!was_ready_ && !offline_said_ && !trust_wanted_ && !station_.last_failure().empty())
            on_first_failure();
        if (station_.stdin_readable()) input_.read_some();
        take_lines();
        consider_leaving();
    }
    if (!code_) end();
    return *code_;
}

// ---- what happens ---------------------------------------------------------------------------

void Chatting::on(const client::Welcomed& welcomed) {
    if (!store_ || journal_ != welcomed.journal) change_store(welcomed);
    kept([&] { people_ = std::make_unique<client::KnownPeople>(place().home, welcomed.journal); });
}

void Chatting::on(const client::BecameReady&) {
    station_.remember(true);
    name_wanted_ = false;
    if (was_ready_) {
        say("Server connected again.");
    } else {
        greet();
    }
    offline_said_ = false;
    for (const auto& [id, state] : model().conversations()) {
        const std::uint64_t read = read_position(state);
        if (!was_ready_ && state.number > read) say_unread(state, state.number - read);
        begin(state);
    }
    was_ready_ = true;
}

void Chatting::on(const client::BecameOffline& offline) {
    if (lookup_) {
        say(fmt::format("Not sent, since {} could not be looked up: {}", screen_word(lookup_->name),
                        screen_text(lookup_->text)));
        lookup_.reset();
    }
    if (offline_said_) return;
    offline_said_ = true;
    say(fmt::format("Server disconnected. {} What you write is kept and sent when it is back.",
                    screen_text(offline.why)));
}

/// Where nothing can be kept, nothing can be typed; else waiting is worth it.
void Chatting::on_first_failure() {
    offline_said_ = true;
    complain(fmt::format("Could not connect to {}: {}", client::to_string(place().server),
                         screen_text(station_.last_failure())));
    if (store_) return say("What you write is kept and sent when the server is there.");
    code_ = exit_code::no_connection;
}

/// Nothing goes on without a person.
void Chatting::on_trouble() {
    if (station_.trouble() != client::Trouble::unknown_key) {
        complain(screen_text(station_.trouble_sentence()));
        code_ = exit_code::no_connection;
    } else if (place().trust) {
        station_.trust_told();
    } else if (!stdin_is_terminal()) {
        complain(screen_text(station_.trouble_sentence()));
        code_ = exit_code::no_connection;
    } else {
        say(fmt::format("This home has never seen the broker at {}. It says its key is:",
                        client::to_string(place().server)));
        say("    " + station_.told_fingerprint());
        say("Does its owner have the same? Trust this server? yes or no:");
        trust_wanted_ = true;
    }
}

void Chatting::take_trust(const std::string& answer) {
    if (answer != "yes" && answer != "no") return say("yes or no:");
    trust_wanted_ = false;
    if (answer == "yes") return station_.trust_told();
    code_ = exit_code::no_connection;
}

void Chatting::on(const client::PutOut& out) {
    complain(screen_text(out.sentence));
    code_ = exit_code::refused;
}

/// Said here, it is seen.
void Chatting::on(const client::Heard& heard) {
    kept([&] {
        if (!people_) return;
        for (const Person& person : heard.people) {
            if (!people_->meet(person)) continue;
            say(screen_text(client::changed_key_sentence(person.name)));
            people_->accept(person);
        }
        people_->save();
    });
}

void Chatting::on(const client::OrderEnded& ended) {
    say(ended.refused.empty() ? "Done." : "Refused: " + screen_text(ended.refused));
}

void Chatting::on(const client::JoinRefused& refused) {
    if (ready()) return say("Refused: " + screen_text(refused.sentence));
    const bool about_name = refused.code.starts_with("name");
    if (!about_name || !stdin_is_terminal()) {
        code_ = say_join_refused(refused);
        return;
    }
    say(screen_text(refused.sentence));
    say("Your name?");
    name_wanted_ = true;
}

void Chatting::on(const client::NewEntries& news) {
    const ConversationState* state = model().find(news.conversation);
    if (!state) return;
    const bool is_new = !reading_.knows(news.conversation) && !awaited_.contains(news.conversation);
    if (is_new && was_ready_) begin_after(*state, state->first - 1);
    show(*state);
}

void Chatting::on(const client::PostRefused& refused) {
    say(fmt::format("Refused: {} Your text was: {}", screen_text(refused.sentence),
                    screen_text(refused.row.body)));
}

void Chatting::on(const client::Settled& settled) {
    kept([&] { store_->settle(settled.id); });
}

void Chatting::on(const client::Diverged& diverged) {
    const ConversationState* state = model().find(diverged.conversation);
    if (!state) return;
    say(
        fmt::format("WARNING: the journal of this server has other entries in {} than those shown "
                    "before. All of it is read anew.",
                    screen_word(title_of(model(), state->conversation))));
    reading_.forget(diverged.conversation);
    begin(*state);
}

void Chatting::on(const client::WhoAnswered& answer) {
    if (!lookup_ || lookup_->request != answer.request) return;
    const Lookup lookup = *std::exchange(lookup_, std::nullopt);
    if (!answer.accounts.empty()) return whisper(answer.accounts.front().account, lookup.text);
    say(fmt::format("Nobody is called {}. Not sent: {}", screen_word(lookup.name),
                    screen_text(lookup.text)));
}

void Chatting::on(const client::Noticed& notice) {
    say("The server says: " + screen_text(notice.sentence));
}

// ---- what is typed --------------------------------------------------------------------------

bool Chatting::may_take_line() const {
    if (code_ || leave_by_) return false;
    if (name_wanted_ || trust_wanted_) return true;
    if (!store_ || lookup_ || (!was_ready_ && !offline_said_)) return false;
    return stdin_is_terminal() || model().outbox().size() < most_unsent_of_a_pipe;
}

void Chatting::take_lines() {
    std::string line;
    while (may_take_line() && input_.next(line)) {
        if (trust_wanted_) {
            take_trust(line);
        } else if (name_wanted_) {
            take_name(line);
        } else {
            std::visit([&](const auto& what) { on(what); }, client::parse_typed(line));
        }
    }
    if (!input_.ended() || code_ || leave_by_ || lookup_) return;
    if (trust_wanted_) {
        code_ = exit_code::no_connection;
    } else if (name_wanted_) {
        code_ = exit_code::refused;
    } else if (!was_ready_ && offline_said_ && model().outbox().empty()) {
        code_ = exit_code::no_connection;
    } else {
        leave_within(wait_at_end_of_input);
    }
}

void Chatting::take_name(const std::string& name) {
    if (name.empty()) return say("Your name?");
    name_wanted_ = false;
    on(client::TypedName{name});
}

void Chatting::on(const client::TypedName& typed) {
    station_.act([&](Model& changed, Now now, Effects& effects) {
        changed.ask_name(typed.name, now, effects);
    });
    if (model().link() == client::Link::offline) say("It is asked for when the server is back.");
}

void Chatting::on(const client::TypedWhisper& typed) {
    if (const auto account = model().account_of(typed.name)) return whisper(*account, typed.text);
    if (!ready()) {
        return say(fmt::format("{} can only be looked up when the server is there. Not sent: {}",
                               screen_word(typed.name), screen_text(typed.text)));
    }
    lookup_ = Lookup{0, typed.name, typed.text};
    station_.act([&](Model& changed, Now now, Effects& effects) {
        lookup_->request = changed.who(typed.name, now, effects);
    });
}

/// Whom it is about must have been heard of: an order is not the place for a guess.
void Chatting::on(const client::TypedOrder& typed) {
    const auto account = model().account_of(typed.whom);
    if (!account || !ready())
        return say(ready() ? fmt::format("Nobody is called {}.", screen_word(typed.whom))
                           : "The server is not there.");
    station_.act([&](Model& changed, Now now, Effects& effects) {
        changed.order(typed.what, *account,
                      typed.name.empty() ? std::nullopt : std::optional(typed.name), now, effects);
    });
}

void Chatting::on(const client::TypedWho&) { say(people_line()); }

void Chatting::say_to_all(const std::string& text) {
    OutboxRow row;
    row.room = lobby;
    row.body = text;
    enter(std::move(row), lobby);
}

void Chatting::whisper(const Account& account, const std::string& text) {
    OutboxRow row;
    row.to = account;
    row.body = text;
    enter(std::move(row), whisper_id(model().me(), account));
}

/// Enter: first into the store, only then to the broker.
void Chatting::enter(OutboxRow row, const ConversationId& conversation) {
    if (row.body.size() > limit::body) {
        return say(fmt::format("The text is longer than {} bytes: it was not sent.", limit::body));
    }
    if (!valid_utf8(row.body)) return say("The text is not valid UTF-8: it was not sent.");
    row.id = client::make_message_id();
    row.kind = kind_text;
    if (!kept([&] { store_->enter(row, conversation); })) {
        return say("It could not be kept and was not sent: " + screen_text(row.body));
    }
    station_.act([&](Model& changed, Now now, Effects& effects) {
        changed.post(std::move(row), now, effects);
    });
}

// ---- the journal and its store --------------------------------------------------------------

void Chatting::change_store(const client::Welcomed& welcomed) {
    auto next = std::make_unique<Store>(place().home, welcomed.journal);
    if (!next->warning().empty()) say(next->warning());
    if (store_ && welcomed.related) {
        next->take_over_from(*store_);
        say("The server has a new journal that goes on from the one before. What waits to be sent "
            "goes there.");
    } else if (store_) {
        say("This is another server than the last time. Nothing that waited is sent to it.");
        if (!welcomed.set_aside.empty()) say("It stays in this home:");
        say_rows(welcomed.set_aside);
    }
    store_ = std::move(next);
    journal_ = welcomed.journal;
    reading_.forget_all();
    awaited_.clear();
    post_what_the_model_lacks();
}

/// A home that comes back to a server it had left finds there what waited then.
void Chatting::post_what_the_model_lacks() {
    for (const OutboxRow& row : store_->outbox()) {
        if (std::ranges::find(model().outbox(), row.id, &OutboxRow::id) != model().outbox().end()) {
            continue;
        }
        station_.act(
            [&](Model& changed, Now now, Effects& effects) { changed.post(row, now, effects); });
    }
}

template <class Action>
bool Chatting::kept(Action&& action) {
    try {
        action();
        return true;
    } catch (const std::exception& error) {
        say(error.what());
        return false;
    }
}

// ---- what is shown --------------------------------------------------------------------------

void Chatting::say(const std::string& line) {
    if (!print_line(line) && !code_) end();
}

void Chatting::say_rows(const std::vector<OutboxRow>& rows) {
    for (const OutboxRow& row : rows) say("    " + screen_text(row.body));
}

/// The broker may not have heard of ours yet.
std::uint64_t Chatting::read_position(const ConversationState& state) {
    std::uint64_t ours = 0;
    kept([&] { ours = store_->read(state.conversation.id); });
    return std::max(state.read, ours);
}

void Chatting::say_unread(const ConversationState& state, std::uint64_t unread) {
    const std::string title = screen_word(title_of(model(), state.conversation));
    say(fmt::format("Unread {} {}: {}", state.conversation.room ? "in" : "whispers with", title,
                    unread));
}

std::string Chatting::people_line() const {
    const std::vector<Person> people = people_by_name(model());
    std::string line = fmt::format("{} here:", people.size());
    for (const Person& person : people) {
        line += (&person == &people.front() ? " " : ", ") + screen_word(person.name);
        if (person.account == model().me()) line += " (you)";
    }
    return line;
}

void Chatting::greet() {
    if (const auto sentence = other_name_sentence(place(), model())) complain(*sentence);
    if (place().credentials.plain)
        complain("Nothing here is encrypted, and anybody can be anybody (--insecure-plain).");
    say(fmt::format("You are {}, connected to {}. /help tells what can be done here.",
                    screen_word(model().my_name()), client::to_string(place().server)));
    if (!model().people().empty()) say(people_line());
}

/// At every ready. At the first one the lobby and what is unread begin with the newest page;
/// afterwards everything goes on where it was.
void Chatting::begin(const ConversationState& state) {
    const ConversationId& id = state.conversation.id;
    if (const auto shown = reading_.shown(id)) {
        if (state.number < *shown + client::longest_catch_up) return begin_after(state, *shown);
        say(fmt::format("{} entries in {} were missed; the newest follow.", state.number - *shown,
                        screen_word(title_of(model(), state.conversation))));
        reading_.forget(id);
    }
    if (!begin_at_newest(state)) begin_after(state, std::max(state.number, state.first - 1));
}

bool Chatting::begin_at_newest(const ConversationState& state) {
    const ConversationId& id = state.conversation.id;
    if (state.number < state.first) return false;
    if (!state.conversation.room && state.number <= read_position(state)) return false;
    awaited_[id] = state.number;
    set_interest(id, {Interest::Kind::newest, 0, {}});
    show(state);
    return true;
}

void Chatting::begin_after(const ConversationState& state, std::uint64_t number) {
    const ConversationId& id = state.conversation.id;
    awaited_.erase(id);
    reading_.shown_up_to(id, number);
    set_interest(id, {Interest::Kind::all_after, number, {}});
    show(state);
}

void Chatting::set_interest(const ConversationId& id, const Interest& interest) {
    station_.act([&](Model& changed, Now now, Effects& effects) {
        changed.set_interest(id, interest, now, effects);
    });
}

/// What is held and follows what was shown; what was shown is read.
void Chatting::show(const ConversationState& state) {
    const ConversationId& id = state.conversation.id;
    if (const auto awaited = awaited_.find(id); awaited != awaited_.end()) {
        if (!state.has_newest_page) return;
        reading_.shown_up_to(id, state.history.ranges().back().first() - 1);
        awaited_.erase(awaited);
    }
    const auto before = reading_.shown(id);
    while (const Entry* entry = reading_.next(state)) {
        show_day(entry->at);
        say(entry_line(resolve(model(), state.conversation, *entry)));
        reading_.shown_up_to(id, entry->number);
    }
    const auto shown = reading_.shown(id);
    if (!shown || shown == before) return;
    kept([&] { store_->set_read(id, *shown); });
    station_.act([&](Model& changed, Now now, Effects& effects) {
        changed.mark_read(id, *shown, now, effects);
        changed.drop_shown(id, *shown);
    });
}

void Chatting::show_day(WallMs at) {
    std::string day = calendar_day(at);
    if (day == day_) return;
    say("--- " + day + " ---");
    day_ = std::move(day);
}

// ---- the end --------------------------------------------------------------------------------

void Chatting::leave_within(std::chrono::seconds time) { leave_by_ = steady_clock::now() + time; }

void Chatting::consider_leaving() {
    if (!leave_by_ || code_) return;
    const bool all_is_done = was_ready_ && awaited_.empty() && model().outbox().empty();
    if (all_is_done || steady_clock::now() >= *leave_by_) end();
}

void Chatting::end() {
    code_ = model().outbox().empty() ? exit_code::done : exit_code::no_receipt;
    if (model().outbox().empty()) return;
    complain("Without a receipt; kept, and sent again the next time:");
    for (const OutboxRow& row : model().outbox()) complain("    " + screen_text(row.body));
}

/// The store of the journal this server had the last time.
std::unique_ptr<Store> open_known_store(const Place& place) {
    const auto journal = place.known_journal();
    if (!journal) return nullptr;
    auto store = std::make_unique<Store>(place.home, *journal);
    if (!store->warning().empty()) complain(store->warning());
    return store;
}

}  // namespace

int run(const Common& common, const Chat&) {
    client::make_home(common.home);
    const auto lock = client::HomeLock::try_lock(common.home);
    if (!lock) {
        complain(
            fmt::format("Another indaba already runs in this home ({}). End it, or give another "
                        "one with --home DIR.",
                        common.home.string()));
        return exit_code::refused;
    }
    const Place place = open_place(common);
    std::unique_ptr<Store> store = open_known_store(place);
    Model::Options options = place.model_options();
    options.journal = place.known_journal();
    if (store) options.outbox = store->outbox();
    Station station(place, std::move(options));
    const int code = Chatting(station, std::move(store)).run();
    station.leave();
    return code;
}

}  // namespace indaba::line
