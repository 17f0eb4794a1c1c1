#include "line-client/chat/chat.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "common/base/path_text.hpp"
#include "common/client/home/home.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/client_loop.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/chat/chat_input.hpp"
#include "line-client/chat/chat_printer.hpp"
#include "line-client/chat/chat_rooms.hpp"
#include "line-client/chat/chat_sender.hpp"
#include "line-client/chat/chat_store.hpp"
#include "line-client/output/lines.hpp"
#include "line-client/output/resolve.hpp"

namespace indaba::line {
namespace {

using client::Effects;
using client::Model;
using client::Now;
using std::chrono::seconds;
using std::chrono::steady_clock;

/// How long the chat waits for receipts before it exits.
constexpr seconds end_of_input_timeout{10};
constexpr seconds quit_timeout{2};
/// Input from a pipe is read only while fewer posts than this have no receipt.
constexpr std::size_t max_unsent_from_pipe = 32;

/// The loop of the chat: gives each effect and each typed line to the part that handles it, and
/// decides when to exit.
class Chat {
 public:
    Chat(ClientLoop& loop, ChatStore& store, LineStyle style)
        : loop_(loop),
          store_(store),
          printer_(loop, store, style),
          sender_(loop, store),
          rooms_(loop, printer_) {}

    /// Begins in a room, which is joined if need be.
    void start_in(std::string title) {
        began_in_room_ = true;
        rooms_.start_in(std::move(title));
    }

    /// Returns the exit code.
    int run();

 private:
    const Model& model() const { return loop_.model(); }
    const OpenedHome& opened_home() const { return loop_.opened_home(); }
    bool ready() const { return model().connection_state() == client::ConnectionState::ready; }

    // effects of the model
    void on(const client::Welcomed& welcomed);
    void on(const client::BecameReady& ready);
    void on(const client::BecameOffline& offline);
    void on(const client::JoinRefused& refused);
    void on(const client::JoinDelayed& delayed);
    void on(const client::NewEntries& news);
    void on(const client::PersonJoined& joined) { print_line(joined_line(joined.person.name)); }
    void on(const client::PersonLeft& left) { print_line(left_line(left.person.name)); }
    void on(const client::Renamed& renamed) {
        print_line(renamed_line(renamed.before, renamed.now));
    }
    void on(const client::PostRefused& refused);
    void on(const client::PostsDelayed& delayed);
    void on(const client::PostsResumed&) { delay_printed_ = false; }
    void on(const client::OutboxDone& done) { store_.remove_post(done.id); }
    void on(const client::OwnTextErased&) { store_.remove_traces(); }
    void on(const client::Diverged& diverged);
    void on(const client::WhoAnswered& answer) {
        sender_.on(answer);
        rooms_.on(answer);
    }
    void on(const client::RoomsListed& answer) { rooms_.on(answer); }
    void on(const client::MembersListed& answer) { rooms_.on(answer); }
    void on(const client::RoomAnswered& answer) { rooms_.on(answer); }
    void on(const client::JoinedRoom& joined) { rooms_.on(joined); }
    void on(const client::LeftRoom& left) { rooms_.on(left); }
    void on(const client::NoticeReceived& notice);
    void on(const client::ProtocolViolation& violation) { print_line(screen_text(violation.why)); }
    void on(const client::Kicked& kicked);
    void on(const client::OrderAnswered& answer);
    void on(const client::NamesLearned& learned) { store_.check_names(learned); }
    template <class Other>
    void on(const Other&) {}
    void on(const client::SeenEntryLost& lost);
    void on(const client::SeenCompared&) {
        compared_ = true;
        store_.keep_heads(model());
    }
    void compare_seen();
    void on_first_failure();
    void on_stopped();

    // typed lines
    bool is_waiting() const { return sender_.is_looking_up() || rooms_.is_waiting(); }
    bool accepts_input() const;
    void read_input();
    void on_input_ended();
    void on(const client::InputCommand& command) {
        std::visit([&](const auto& what) { on(what); }, command);
    }
    void on(const NameAnswer& answer) { on(client::NameCommand{answer.name}); }
    void on(const TrustAnswer& answer);
    void on(const client::TextInput& input);
    void on(const client::WhisperCommand& command) { sender_.whisper(command); }
    void on(const client::WhoCommand&);
    void on(const client::StatusCommand&) { print_line(loop_.status_sentence()); }
    void on(const client::NameCommand& command) { sender_.ask_name(command.name); }
    void on(const client::OperatorCommand& command);
    void on(const client::MessageCommand& command) { sender_.refer(command, rooms_.current()); }
    void on(const client::RoomCommand& command) { rooms_.run(command); }
    void on(const client::GoCommand&) {
        print_line(
            "/go and /date scroll the messages of the window; here there is nothing to scroll. "
            "indaba-cli history prints older messages.");
    }
    void on(const client::QuitCommand&) {
        leave_after_receipts(ready() ? quit_timeout : seconds{0});
    }
    void on(const client::HelpCommand&) { print_line(client::input_help); }
    void on(const client::InvalidInput& input) { print_line(input.sentence); }

    void print_greeting() const;
    void leave_after_receipts(seconds timeout);
    void leave_if_lost();
    void leave_if_done();
    void end();

    ClientLoop& loop_;
    ChatStore& store_;
    ChatInput input_;
    ChatPrinter printer_;
    ChatSender sender_;
    ChatRooms rooms_;
    bool was_ready_ = false;
    bool offline_reported_ = false;
    bool delay_printed_ = false;
    bool began_in_room_ = false;
    bool failed_ = false;    // to enter a room
    bool compared_ = false;  // what this home has seen, with the present journal
    std::optional<ClientLoop::Time> leave_by_;
    std::optional<int> code_;
};

int Chat::run() {
    if (!model().outbox().empty()) {
        print_line("Messages without a receipt from the last time are sent again:");
        print_texts(model().outbox());
    }
    while (!code_ && !stop_requested()) {
        if (const auto effect = loop_.next(leave_by_, input_.needs_more() && !leave_by_))
            std::visit([&](const auto& what) { on(what); }, *effect);
        const bool asking_trust = input_.question() == ChatInput::Question::trust;
        if (loop_.stop_reason() != client::StopReason::none && !asking_trust && !code_)
            on_stopped();
        else if (!was_ready_ && !offline_reported_ && !asking_trust &&
                 !loop_.last_failure().empty())
            on_first_failure();
        if (loop_.stdin_readable()) input_.read_some();
        read_input();
        leave_if_done();
    }
    if (!code_) end();
    if (was_ready_ && compared_) store_.keep_heads(model());
    // A receipt may have come whose row is still in the outbox of the home.
    while (loop_.has_effects())
        if (const auto effect = loop_.next())
            std::visit([&](const auto& what) { on(what); }, *effect);
    return *code_;
}

// ---- effects of the model -------------------------------------------------------------------

void Chat::on(const client::Welcomed& welcomed) {
    const bool switched = store_.follow(welcomed);
    loop_.act([&](Model& changed, Now, Effects&) {
        for (const std::string& name : store_.names_of(changed.me())) changed.add_own_name(name);
    });
    if (!switched) return;
    printer_.forget_all();
    sender_.post_missing();
}

void Chat::on(const client::BecameReady& ready) {
    loop_.save_last_used(ClientLoop::SaveJournal::always);
    if (input_.question() == ChatInput::Question::name) input_.drop_question();
    if (was_ready_)
        print_line("Server connected again.");
    else
        print_greeting();
    compare_seen();
    for (const auto& [id, state] : model().conversations()) {
        if (!was_ready_) printer_.announce_unread(id);
        printer_.start(state);
    }
    was_ready_ = true;
    offline_reported_ = false;
    rooms_.on(ready);
}

/// Compares what any program of this home has seen; once for each journal.
void Chat::compare_seen() {
    const auto seen = store_.take_seen();
    if (seen.empty() && compared_) return store_.keep_heads(model());
    compared_ = false;
    loop_.act(
        [&](Model& changed, Now now, Effects& effects) { changed.compare(seen, now, effects); });
}

void Chat::on(const client::SeenEntryLost& lost) {
    const client::ConversationState* state = model().find(lost.conversation);
    store_.set_read(lost.conversation, state ? state->read : 0);
    print_line(lost_entries_line(model(), lost.conversation));
}

void Chat::on(const client::BecameOffline& offline) {
    sender_.cancel_lookup();
    rooms_.on(offline);
    if (offline_reported_) return;
    offline_reported_ = true;
    print_line(fmt::format(
        "Server disconnected. {} Messages you type are saved and sent after reconnecting.",
        screen_text(offline.why)));
}

/// Without a store nothing that is typed could be saved, so the chat ends.
void Chat::on_first_failure() {
    offline_reported_ = true;
    print_error(fmt::format("Could not connect to {}: {}", opened_home().server(),
                            screen_text(loop_.last_failure())));
    if (!store_.is_open())
        code_ = exit_code::no_connection;
    else
        print_line("Messages you type are saved and sent when the server can be reached.");
}

void Chat::on_stopped() {
    const bool unknown_key = loop_.stop_reason() == client::StopReason::unknown_key;
    if (unknown_key && opened_home().trust) return loop_.trust_claimed_key();
    if (unknown_key && stdin_is_terminal())
        return input_.ask_trust(opened_home().server(), loop_.claimed_fingerprint());
    print_error(screen_text(loop_.stop_sentence()));
    code_ = exit_code::no_connection;
}

void Chat::on(const client::Kicked& kicked) {
    print_error(screen_text(kicked.sentence));
    code_ = exit_code::refused;
}

void Chat::on(const client::OrderAnswered& answer) {
    print_line(answer.refused.empty() ? "Done." : "Refused: " + screen_text(answer.refused));
}

void Chat::on(const client::JoinRefused& refused) {
    if (ready()) {
        print_line("Refused: " + screen_text(refused.sentence));
        return;
    }
    if (!refused.code.starts_with("name") || !stdin_is_terminal()) {
        code_ = report_join_refused(refused);
        return;
    }
    print_line(screen_text(refused.sentence));
    input_.ask_name();
}

void Chat::on(const client::NewEntries& news) {
    const client::ConversationState* state = model().find(news.conversation);
    if (!state) return;
    if (was_ready_ && !printer_.is_started(news.conversation))
        printer_.start_after(*state, state->first - 1);
    printer_.print_new(*state);
}

void Chat::on(const client::PostRefused& refused) {
    if (const auto text = client::authored_text(refused.row)) {
        print_line(fmt::format("Refused: {} Your text was: {}", screen_text(refused.sentence),
                               screen_text(*text)));
        return;
    }
    print_line(fmt::format("{}: {}", client::failure_sentence(refused.row),
                           screen_text(refused.sentence)));
}

void Chat::on(const client::JoinDelayed& delayed) {
    if (!client::passes_soon(delayed)) print_line("Waiting: " + screen_text(delayed.sentence));
}

void Chat::on(const client::PostsDelayed& delayed) {
    if (client::passes_soon(delayed)) return;
    if (std::exchange(delay_printed_, true)) return;
    print_line(fmt::format("Waiting: {} What you type is saved and sent again by itself.",
                           screen_text(delayed.sentence)));
}

void Chat::on(const client::Diverged& diverged) {
    const client::ConversationState* state = model().find(diverged.conversation);
    if (!state) return;
    print_line(
        fmt::format("WARNING: the server's entries in {} differ from those printed before. "
                    "They are printed again as the server has them now.",
                    screen_word(title_of(model(), state->conversation))));
    printer_.forget(diverged.conversation);
    printer_.start(*state);
}

void Chat::on(const client::NoticeReceived& notice) {
    print_line("The server says: " + screen_text(notice.sentence));
}

// ---- typed lines ----------------------------------------------------------------------------

bool Chat::accepts_input() const {
    if (code_ || leave_by_ || output_failed()) return false;
    if (input_.question() != ChatInput::Question::none) return true;
    if (!store_.is_open() || is_waiting()) return false;
    if (!was_ready_ && !offline_reported_) return false;
    return stdin_is_terminal() || model().outbox().size() < max_unsent_from_pipe;
}

void Chat::read_input() {
    leave_if_lost();
    while (accepts_input()) {
        const auto line = input_.next();
        if (!line) break;
        std::visit([&](const auto& what) { on(what); }, *line);
        leave_if_lost();
    }
    if (input_.ended() && !code_ && !leave_by_ && !is_waiting()) on_input_ended();
}

void Chat::on_input_ended() {
    const bool unreachable = !was_ready_ && offline_reported_ && model().outbox().empty();
    if (input_.question() == ChatInput::Question::name)
        code_ = exit_code::refused;
    else if (input_.question() == ChatInput::Question::trust || unreachable)
        code_ = exit_code::no_connection;
    else
        leave_after_receipts(end_of_input_timeout);
}

void Chat::on(const TrustAnswer& answer) {
    if (answer.trusted) return loop_.trust_claimed_key();
    code_ = exit_code::no_connection;
}

void Chat::on(const client::TextInput& input) {
    if (rooms_.is_in_current()) return sender_.say(rooms_.current(), input.text);
    print_line("Not sent, because you are no longer in that room: " + screen_text(input.text));
}

void Chat::on(const client::WhoCommand&) {
    if (rooms_.current() != lobby) return rooms_.list_members();
    print_line(online_line(model()));
}

/// In a room, /kick is about the room.
void Chat::on(const client::OperatorCommand& command) {
    if (command.what == "kick" && rooms_.current() != lobby)
        return rooms_.run({"remove", {}, command.whom, {}, false});
    sender_.order(command);
}

void Chat::print_greeting() const {
    if (const auto sentence = opened_home().ignored_name_sentence(model().my_name()))
        print_error(*sentence);
    if (opened_home().credentials.plain)
        print_error(
            "This connection is not encrypted, and anybody can claim to be anybody "
            "(--insecure-plain).");
    print_line(fmt::format("You are {}, connected to {}. Type /help for the commands.",
                           screen_word(model().my_name()), opened_home().server()));
    if (!model().people().empty()) print_line(online_line(model()));
}

// ---- leaving --------------------------------------------------------------------------------

void Chat::leave_after_receipts(seconds timeout) { leave_by_ = steady_clock::now() + timeout; }

/// Ends a chat that began for a room, or reads a script, when a room could not be entered: what
/// follows was meant for that room and must not be said in another one.
void Chat::leave_if_lost() {
    if (failed_ || code_ || !rooms_.take_failure()) return;
    if (stdin_is_terminal() && !began_in_room_) return;
    failed_ = true;
    print_error("The chat ends, so that nothing is said in another room.");
    leave_after_receipts(end_of_input_timeout);
}

void Chat::leave_if_done() {
    if (code_) return;
    const bool done = was_ready_ && !printer_.is_waiting() && model().outbox().empty();
    const bool leaves = leave_by_ && (done || steady_clock::now() >= *leave_by_);
    if (leaves || output_failed()) end();
}

void Chat::end() {
    const int done = failed_ ? exit_code::refused : exit_code::done;
    code_ = model().outbox().empty() ? done : exit_code::no_receipt;
    if (model().outbox().empty()) return;
    print_error("These messages have no receipt. They are saved and will be sent again next time:");
    for (const client::OutboxRow& row : model().outbox()) print_error(unsent_line(row));
}

}  // namespace

int run_chat(const CommonOptions& common, const std::optional<std::string>& room) {
    client::make_home(common.home);
    const auto lock = client::try_lock_home(common.home);
    if (!lock) {
        print_error(fmt::format(
            "Another indaba already runs in this home ({}). End it, or choose another home with "
            "--home DIR.",
            to_utf8(common.home)));
        return exit_code::refused;
    }
    const OpenedHome opened = open_home(common);
    ChatStore store(opened);
    Model::Options options = opened.model_options();
    options.keeps_copy = true;
    options.outbox = store.outbox();
    ClientLoop loop(opened, std::move(options));
    const LineStyle style = line_style(common.numbers, stdout_is_terminal(), stdout_has_styles());
    Chat chat(loop, store, style);
    if (room) chat.start_in(std::string(client::named_room(*room)));
    const int code = chat.run();
    loop.leave();
    return code;
}

}  // namespace indaba::line
