#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <variant>

#include "common/base/clock.hpp"
#include "common/client/home/home.hpp"
#include "common/client/home/known_people.hpp"
#include "common/client/home/message_id.hpp"
#include "common/client/home/store.hpp"
#include "common/client/model/page_requests.hpp"
#include "common/client/text/input_command.hpp"
#include "common/client/text/local_time.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/client_loop.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/chat/chat.hpp"
#include "line-client/output/lines.hpp"
#include "line-client/output/print_cursor.hpp"
#include "line-client/output/resolve.hpp"

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

constexpr std::chrono::seconds end_of_input_timeout{10};
constexpr std::chrono::seconds quit_timeout{2};
/// Piped input faster than the broker waits in the pipe, not in the outbox.
constexpr std::size_t max_unsent_from_pipe = 32;

/// People talking: what they type goes into the store and then to the broker; what is said comes
/// out as plain lines.
class InteractiveChat {
 public:
    InteractiveChat(ClientLoop& loop, std::unique_ptr<Store> store)
        : loop_(loop), store_(std::move(store)), journal_(loop.opened_home().last_journal()) {}

    int run();

 private:
    struct Lookup {
        std::uint64_t request = 0;
        std::string name, text;
    };

    const Model& model() const { return loop_.model(); }
    const OpenedHome& opened_home() const { return loop_.opened_home(); }
    bool ready() const { return model().connection_state() == client::ConnectionState::ready; }

    // what happens
    void on(const client::Welcomed& welcomed);
    void on(const client::BecameReady&);
    void on(const client::BecameOffline& offline);
    void on(const client::JoinRefused& refused);
    void on(const client::NewEntries& news);
    void on(const client::PersonJoined& joined) { print(joined_line(joined.person.name)); }
    void on(const client::PersonLeft& left) { print(left_line(left.person.name)); }
    void on(const client::Renamed& renamed) { print(renamed_line(renamed.before, renamed.now)); }
    void on(const client::PostRefused& refused);
    void on(const client::OutboxDone& done);
    void on(const client::Diverged& diverged);
    void on(const client::WhoAnswered& answer);
    void on(const client::NoticeReceived& notice);
    void on(const client::ProtocolViolation& violation) { print(screen_text(violation.why)); }
    template <class Other>
    void on(const Other&) {}
    void on_first_failure();
    void on_stopped();
    void answer_trust(const std::string& answer);
    void on(const client::Kicked& kicked);
    void on(const client::OrderAnswered& answer);
    void on(const client::NamesLearned& learned);

    // what is typed
    bool accepts_input() const;
    void read_input();
    void on(const client::TextInput& input) { broadcast(input.text); }
    void on(const client::WhisperCommand& command);
    void on(const client::WhoCommand&);
    void on(const client::NameCommand& command);
    void on(const client::OperatorCommand& command);
    void on(const client::QuitCommand&) {
        leave_after_receipts(ready() ? quit_timeout : std::chrono::seconds{0});
    }
    void on(const client::HelpCommand&) { print(std::string(client::input_help)); }
    void on(const client::InvalidInput& input) { print(input.sentence); }
    void answer_name(const std::string& name);
    void broadcast(const std::string& text);
    void whisper(const Account& account, const std::string& text);
    void store_and_post(OutboxRow row, const ConversationId& conversation);

    // the journal and its store
    void switch_store(const client::Welcomed& welcomed);
    void post_missing_rows();
    template <class Action>
    bool try_disk(Action&& action);

    // what is shown
    void print(const std::string& line);
    void print_rows(const std::vector<OutboxRow>& rows);
    std::uint64_t read_position(const ConversationState& state);
    void print_unread(const ConversationState& state, std::uint64_t unread);
    std::string online_line() const;
    void print_greeting();
    void begin(const ConversationState& state);
    bool begin_at_newest(const ConversationState& state);
    void begin_after(const ConversationState& state, std::uint64_t number);
    void set_interest(const ConversationId& id, const Interest& interest);
    void show(const ConversationState& state);
    void show_day(WallMs at);

    // the end
    void leave_after_receipts(std::chrono::seconds time);
    void leave_if_done();
    void end();

    ClientLoop& loop_;
    std::unique_ptr<Store> store_;  // nothing before the first welcome of a server never seen
    std::optional<JournalId> journal_;
    std::unique_ptr<client::KnownPeople> people_;  // of that journal, from its first welcome on
    LineReader input_;
    PrintCursor cursor_;
    std::map<ConversationId, std::uint64_t>
        awaited_pages_;                                   // newest pages: the head they shall hold
    std::string day_ = calendar_day(read_clocks().wall);  // the last one shown
    bool was_ready_ = false;
    bool offline_reported_ = false;
    bool asking_name_ = false;
    bool asking_trust_ = false;
    std::optional<Lookup> lookup_;
    std::optional<ClientLoop::Time> leave_by_;
    std::optional<int> code_;
};

int InteractiveChat::run() {
    if (!model().outbox().empty()) {
        print("Without a receipt since the last time, and sent again:");
        print_rows(model().outbox());
    }
    while (!code_ && !stop_requested()) {
        const bool watch = !input_.closed() && !input_.has_line() && !leave_by_;
        if (const auto effect = loop_.next(leave_by_, watch)) {
            std::visit([&](const auto& what) { on(what); }, *effect);
        }
        if (loop_.stop_reason() != client::StopReason::none && !asking_trust_ && !code_)
            on_stopped();
        if (!was_ready_ && !offline_reported_ && !asking_trust_ && !loop_.last_failure().empty())
            on_first_failure();
        if (loop_.stdin_readable()) input_.read_some();
        read_input();
        leave_if_done();
    }
    if (!code_) end();
    return *code_;
}

// ---- what happens ---------------------------------------------------------------------------

void InteractiveChat::on(const client::Welcomed& welcomed) {
    if (!store_ || journal_ != welcomed.journal) switch_store(welcomed);
    try_disk([&] {
        people_ = std::make_unique<client::KnownPeople>(opened_home().path, welcomed.journal);
    });
}

void InteractiveChat::on(const client::BecameReady&) {
    loop_.save_last_used(ClientLoop::SaveJournal::always);
    asking_name_ = false;
    if (was_ready_) {
        print("Server connected again.");
    } else {
        print_greeting();
    }
    offline_reported_ = false;
    for (const auto& [id, state] : model().conversations()) {
        const std::uint64_t read = read_position(state);
        if (!was_ready_ && state.number > read) print_unread(state, state.number - read);
        begin(state);
    }
    was_ready_ = true;
}

void InteractiveChat::on(const client::BecameOffline& offline) {
    if (lookup_) {
        print(fmt::format("Not sent, since {} could not be looked up: {}",
                          screen_word(lookup_->name), screen_text(lookup_->text)));
        lookup_.reset();
    }
    if (offline_reported_) return;
    offline_reported_ = true;
    print(fmt::format("Server disconnected. {} What you write is kept and sent when it is back.",
                      screen_text(offline.why)));
}

/// Where nothing can be kept, nothing can be typed; else waiting is worth it.
void InteractiveChat::on_first_failure() {
    offline_reported_ = true;
    print_error(fmt::format("Could not connect to {}: {}", client::to_string(opened_home().server),
                            screen_text(loop_.last_failure())));
    if (store_) return print("What you write is kept and sent when the server is there.");
    code_ = exit_code::no_connection;
}

/// Nothing goes on without a person.
void InteractiveChat::on_stopped() {
    if (loop_.stop_reason() != client::StopReason::unknown_key) {
        print_error(screen_text(loop_.stop_sentence()));
        code_ = exit_code::no_connection;
    } else if (opened_home().trust) {
        loop_.trust_claimed_key();
    } else if (!stdin_is_terminal()) {
        print_error(screen_text(loop_.stop_sentence()));
        code_ = exit_code::no_connection;
    } else {
        print(fmt::format("This home has never seen the broker at {}. It says its key is:",
                          client::to_string(opened_home().server)));
        print("    " + loop_.claimed_fingerprint());
        print("Does its owner have the same? Trust this server? yes or no:");
        asking_trust_ = true;
    }
}

void InteractiveChat::answer_trust(const std::string& answer) {
    if (answer != "yes" && answer != "no") return print("yes or no:");
    asking_trust_ = false;
    if (answer == "yes") return loop_.trust_claimed_key();
    code_ = exit_code::no_connection;
}

void InteractiveChat::on(const client::Kicked& kicked) {
    print_error(screen_text(kicked.sentence));
    code_ = exit_code::refused;
}

/// Printing the warning counts as showing it, so the new key is accepted.
void InteractiveChat::on(const client::NamesLearned& learned) {
    try_disk([&] {
        if (!people_) return;
        for (const Person& person : learned.people) {
            if (!people_->check(person)) continue;
            print(screen_text(client::changed_key_sentence(person.name)));
            people_->accept(person);
        }
        people_->save();
    });
}

void InteractiveChat::on(const client::OrderAnswered& answer) {
    print(answer.refused.empty() ? "Done." : "Refused: " + screen_text(answer.refused));
}

void InteractiveChat::on(const client::JoinRefused& refused) {
    if (ready()) return print("Refused: " + screen_text(refused.sentence));
    const bool about_name = refused.code.starts_with("name");
    if (!about_name || !stdin_is_terminal()) {
        code_ = report_join_refused(refused);
        return;
    }
    print(screen_text(refused.sentence));
    print("Your name?");
    asking_name_ = true;
}

void InteractiveChat::on(const client::NewEntries& news) {
    const ConversationState* state = model().find(news.conversation);
    if (!state) return;
    const bool is_new =
        !cursor_.contains(news.conversation) && !awaited_pages_.contains(news.conversation);
    if (is_new && was_ready_) begin_after(*state, state->first - 1);
    show(*state);
}

void InteractiveChat::on(const client::PostRefused& refused) {
    print(fmt::format("Refused: {} Your text was: {}", screen_text(refused.sentence),
                      screen_text(refused.row.body)));
}

void InteractiveChat::on(const client::OutboxDone& done) {
    try_disk([&] { store_->remove_post(done.id); });
}

void InteractiveChat::on(const client::Diverged& diverged) {
    const ConversationState* state = model().find(diverged.conversation);
    if (!state) return;
    print(
        fmt::format("WARNING: the journal of this server has other entries in {} than those shown "
                    "before. All of it is read anew.",
                    screen_word(title_of(model(), state->conversation))));
    cursor_.forget(diverged.conversation);
    begin(*state);
}

void InteractiveChat::on(const client::WhoAnswered& answer) {
    if (!lookup_ || lookup_->request != answer.request) return;
    const Lookup lookup = *std::exchange(lookup_, std::nullopt);
    if (!answer.accounts.empty()) return whisper(answer.accounts.front().account, lookup.text);
    print(fmt::format("Nobody is called {}. Not sent: {}", screen_word(lookup.name),
                      screen_text(lookup.text)));
}

void InteractiveChat::on(const client::NoticeReceived& notice) {
    print("The server says: " + screen_text(notice.sentence));
}

// ---- what is typed --------------------------------------------------------------------------

bool InteractiveChat::accepts_input() const {
    if (code_ || leave_by_) return false;
    if (asking_name_ || asking_trust_) return true;
    if (!store_ || lookup_ || (!was_ready_ && !offline_reported_)) return false;
    return stdin_is_terminal() || model().outbox().size() < max_unsent_from_pipe;
}

void InteractiveChat::read_input() {
    std::string line;
    while (accepts_input() && input_.next(line)) {
        if (asking_trust_) {
            answer_trust(line);
        } else if (asking_name_) {
            answer_name(line);
        } else {
            std::visit([&](const auto& what) { on(what); }, client::parse_input(line));
        }
    }
    if (!input_.ended() || code_ || leave_by_ || lookup_) return;
    if (asking_trust_) {
        code_ = exit_code::no_connection;
    } else if (asking_name_) {
        code_ = exit_code::refused;
    } else if (!was_ready_ && offline_reported_ && model().outbox().empty()) {
        code_ = exit_code::no_connection;
    } else {
        leave_after_receipts(end_of_input_timeout);
    }
}

void InteractiveChat::answer_name(const std::string& name) {
    if (name.empty()) return print("Your name?");
    asking_name_ = false;
    on(client::NameCommand{name});
}

void InteractiveChat::on(const client::NameCommand& command) {
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        changed.ask_name(command.name, now, effects);
    });
    if (model().connection_state() == client::ConnectionState::offline)
        print("It is asked for when the server is back.");
}

void InteractiveChat::on(const client::WhisperCommand& command) {
    if (const auto account = model().account_of(command.name))
        return whisper(*account, command.text);
    if (!ready()) {
        return print(fmt::format("{} can only be looked up when the server is there. Not sent: {}",
                                 screen_word(command.name), screen_text(command.text)));
    }
    lookup_ = Lookup{0, command.name, command.text};
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        lookup_->request = changed.who(command.name, now, effects);
    });
}

/// Whom it is about must have been heard of: an order is not the place for a guess.
void InteractiveChat::on(const client::OperatorCommand& command) {
    const auto account = model().account_of(command.whom);
    if (!account || !ready())
        return print(ready() ? fmt::format("Nobody is called {}.", screen_word(command.whom))
                             : "The server is not there.");
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        changed.order(command.what, *account,
                      command.name.empty() ? std::nullopt : std::optional(command.name), now,
                      effects);
    });
}

void InteractiveChat::on(const client::WhoCommand&) { print(online_line()); }

void InteractiveChat::broadcast(const std::string& text) {
    OutboxRow row;
    row.room = lobby;
    row.body = text;
    store_and_post(std::move(row), lobby);
}

void InteractiveChat::whisper(const Account& account, const std::string& text) {
    OutboxRow row;
    row.to = account;
    row.body = text;
    store_and_post(std::move(row), whisper_id(model().me(), account));
}

/// Enter: first into the store, only then to the broker.
void InteractiveChat::store_and_post(OutboxRow row, const ConversationId& conversation) {
    if (row.body.size() > limit::body) {
        return print(
            fmt::format("The text is longer than {} bytes: it was not sent.", limit::body));
    }
    if (!valid_utf8(row.body)) return print("The text is not valid UTF-8: it was not sent.");
    row.id = client::make_message_id();
    row.kind = kind_text;
    if (!try_disk([&] { store_->add_post(row, conversation); })) {
        return print("It could not be kept and was not sent: " + screen_text(row.body));
    }
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        changed.post(std::move(row), now, effects);
    });
}

// ---- the journal and its store --------------------------------------------------------------

void InteractiveChat::switch_store(const client::Welcomed& welcomed) {
    auto next = std::make_unique<Store>(opened_home().path, welcomed.journal);
    if (!next->warning().empty()) print(next->warning());
    if (store_ && welcomed.related) {
        next->import_from(*store_);
        print(
            "The server has a new journal that goes on from the one before. What waits to be sent "
            "goes there.");
    } else if (store_) {
        print("This is another server than the last time. Nothing that waited is sent to it.");
        if (!welcomed.unsent_rows.empty()) print("It stays in this home:");
        print_rows(welcomed.unsent_rows);
    }
    store_ = std::move(next);
    journal_ = welcomed.journal;
    cursor_.forget_all();
    awaited_pages_.clear();
    post_missing_rows();
}

/// A home that comes back to a server it had left finds there what waited then.
void InteractiveChat::post_missing_rows() {
    for (const OutboxRow& row : store_->outbox()) {
        if (std::ranges::find(model().outbox(), row.id, &OutboxRow::id) != model().outbox().end()) {
            continue;
        }
        loop_.act(
            [&](Model& changed, Now now, Effects& effects) { changed.post(row, now, effects); });
    }
}

template <class Action>
bool InteractiveChat::try_disk(Action&& action) {
    try {
        action();
        return true;
    } catch (const std::exception& error) {
        print(error.what());
        return false;
    }
}

// ---- what is shown --------------------------------------------------------------------------

void InteractiveChat::print(const std::string& line) {
    if (!print_line(line) && !code_) end();
}

void InteractiveChat::print_rows(const std::vector<OutboxRow>& rows) {
    for (const OutboxRow& row : rows) print("    " + screen_text(row.body));
}

/// The broker may not have heard of ours yet.
std::uint64_t InteractiveChat::read_position(const ConversationState& state) {
    std::uint64_t ours = 0;
    try_disk([&] { ours = store_->read(state.conversation.id); });
    return std::max(state.read, ours);
}

void InteractiveChat::print_unread(const ConversationState& state, std::uint64_t unread) {
    const std::string title = screen_word(title_of(model(), state.conversation));
    print(fmt::format("Unread {} {}: {}", state.conversation.room ? "in" : "whispers with", title,
                      unread));
}

std::string InteractiveChat::online_line() const {
    const std::vector<Person> people = people_by_name(model());
    std::string line = fmt::format("{} here:", people.size());
    for (const Person& person : people) {
        line += (&person == &people.front() ? " " : ", ") + screen_word(person.name);
        if (person.account == model().me()) line += " (you)";
    }
    return line;
}

void InteractiveChat::print_greeting() {
    if (const auto sentence = opened_home().ignored_name_sentence(model().my_name()))
        print_error(*sentence);
    if (opened_home().credentials.plain)
        print_error("Nothing here is encrypted, and anybody can be anybody (--insecure-plain).");
    print(fmt::format("You are {}, connected to {}. /help tells what can be done here.",
                      screen_word(model().my_name()), client::to_string(opened_home().server)));
    if (!model().people().empty()) print(online_line());
}

/// At every ready. At the first one the lobby and what is unread begin with the newest page;
/// afterwards everything goes on where it was.
void InteractiveChat::begin(const ConversationState& state) {
    const ConversationId& id = state.conversation.id;
    if (const auto shown = cursor_.last_printed(id)) {
        if (state.number < *shown + client::max_catch_up) return begin_after(state, *shown);
        print(fmt::format("{} entries in {} were missed; the newest follow.", state.number - *shown,
                          screen_word(title_of(model(), state.conversation))));
        cursor_.forget(id);
    }
    if (!begin_at_newest(state)) begin_after(state, std::max(state.number, state.first - 1));
}

bool InteractiveChat::begin_at_newest(const ConversationState& state) {
    const ConversationId& id = state.conversation.id;
    if (state.number < state.first) return false;
    if (!state.conversation.room && state.number <= read_position(state)) return false;
    awaited_pages_[id] = state.number;
    set_interest(id, {Interest::Kind::newest, 0, {}});
    show(state);
    return true;
}

void InteractiveChat::begin_after(const ConversationState& state, std::uint64_t number) {
    const ConversationId& id = state.conversation.id;
    awaited_pages_.erase(id);
    cursor_.set_printed(id, number);
    set_interest(id, {Interest::Kind::all_after, number, {}});
    show(state);
}

void InteractiveChat::set_interest(const ConversationId& id, const Interest& interest) {
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        changed.set_interest(id, interest, now, effects);
    });
}

/// What is held and follows what was shown; what was shown is read.
void InteractiveChat::show(const ConversationState& state) {
    const ConversationId& id = state.conversation.id;
    if (const auto awaited = awaited_pages_.find(id); awaited != awaited_pages_.end()) {
        if (!state.has_newest_page) return;
        cursor_.set_printed(id, state.held.ranges().back().first() - 1);
        awaited_pages_.erase(awaited);
    }
    const auto before = cursor_.last_printed(id);
    while (const Entry* entry = cursor_.next(state)) {
        show_day(entry->at);
        print(entry_line(resolve(model(), state.conversation, *entry)));
        cursor_.set_printed(id, entry->number);
    }
    const auto shown = cursor_.last_printed(id);
    if (!shown || shown == before) return;
    try_disk([&] { store_->set_read(id, *shown); });
    loop_.act([&](Model& changed, Now now, Effects& effects) {
        changed.mark_read(id, *shown, now, effects);
        changed.discard_up_to(id, *shown);
    });
}

void InteractiveChat::show_day(WallMs at) {
    std::string day = calendar_day(at);
    if (day == day_) return;
    print("--- " + day + " ---");
    day_ = std::move(day);
}

// ---- the end --------------------------------------------------------------------------------

void InteractiveChat::leave_after_receipts(std::chrono::seconds time) {
    leave_by_ = steady_clock::now() + time;
}

void InteractiveChat::leave_if_done() {
    if (!leave_by_ || code_) return;
    const bool all_is_done = was_ready_ && awaited_pages_.empty() && model().outbox().empty();
    if (all_is_done || steady_clock::now() >= *leave_by_) end();
}

void InteractiveChat::end() {
    code_ = model().outbox().empty() ? exit_code::done : exit_code::no_receipt;
    if (model().outbox().empty()) return;
    print_error("Without a receipt; kept, and sent again the next time:");
    for (const OutboxRow& row : model().outbox()) print_error("    " + screen_text(row.body));
}

/// The store of the journal this server had the last time.
std::unique_ptr<Store> open_last_store(const OpenedHome& opened) {
    const auto journal = opened.last_journal();
    if (!journal) return nullptr;
    auto store = std::make_unique<Store>(opened.path, *journal);
    if (!store->warning().empty()) print_error(store->warning());
    return store;
}

}  // namespace

int run_chat(const CommonOptions& common) {
    client::make_home(common.home);
    const auto lock = client::HomeLock::try_lock(common.home);
    if (!lock) {
        print_error(
            fmt::format("Another indaba already runs in this home ({}). End it, or give another "
                        "one with --home DIR.",
                        common.home.string()));
        return exit_code::refused;
    }
    const OpenedHome opened = open_home(common);
    std::unique_ptr<Store> store = open_last_store(opened);
    Model::Options options = opened.model_options();
    if (store) options.outbox = store->outbox();
    ClientLoop loop(opened, std::move(options));
    const int code = InteractiveChat(loop, std::move(store)).run();
    loop.leave();
    return code;
}

}  // namespace indaba::line
