#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <variant>

#include "common/client/home/kept_heads.hpp"
#include "common/client/home/store.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/client_loop.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/commands.hpp"
#include "line-client/output/json_lines.hpp"
#include "line-client/output/lines.hpp"
#include "line-client/output/print_cursor.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/quiet_session.hpp"

namespace indaba::line {
namespace {

using client::ConversationState;
using client::Effects;
using client::Interest;
using client::Model;
using client::Now;
using client::Store;
using Positions = std::map<ConversationId, Store::Position>;

/// Prints every entry after a saved position, each once. The position moves on, and is saved, after
/// the line is printed.
class TailPrinter {
 public:
    TailPrinter(ClientLoop& loop, const TailOptions& tail, LineStyle style)
        : loop_(loop), tail_(tail), style_(style) {}

    /// Runs from the first `ready` on. Returns the exit code.
    int run() {
        if (tail_.room && !find_only_room()) return exit_code::refused;
        on(client::BecameReady{});
        while (!code_ && !stop_requested()) {
            if (output_failed()) break;
            if (const auto effect = loop_.next()) {
                std::visit([&](const auto& what) { on(what); }, *effect);
            }
            if (!code_ && loop_.stop_reason() != client::StopReason::none) {
                print_error(screen_text(loop_.stop_sentence()));
                code_ = exit_code::no_connection;
            }
        }
        keep_heads();
        return code_.value_or(exit_code::done);
    }

 private:
    const Model& model() const { return loop_.model(); }

    // ---- effects of the model
    void on(const client::BecameReady&) {
        if (model().journal() != journal_) open_store();
        print_event(json_connected(), "");
        for (const auto& [id, state] : model().conversations()) begin(state);
    }
    void on(const client::BecameOffline& offline) {
        print_error("Server disconnected. " + screen_text(offline.why));
        print_event(json_disconnected(), "");
    }
    void on(const client::NewEntries& news) {
        const ConversationState* state = model().find(news.conversation);
        if (!state) return;
        begin(*state);
        print_next(*state);
    }
    /// Makes the entry about the joining the first one that is printed of a room that is new here.
    void on(const client::JoinedRoom& joined) {
        const ConversationState* state = model().find(joined.conversation);
        if (!state || model().journal() != journal_) return;
        positions_.try_emplace(joined.conversation, Store::Position{state->number, state->hash});
        begin(*state);
    }
    void on(const client::LeftRoom& left) {
        cursor_.forget(left.conversation);
        if (left.conversation != only_ && only_) return;
        print_error(fmt::format("You are no longer in #{}.", screen_word(left.title)));
        if (only_) code_ = exit_code::refused;
    }
    void on(const client::PersonJoined& joined) {
        print_event(json_joined(joined.person.name), joined_line(joined.person.name));
    }
    void on(const client::PersonLeft& left) {
        print_event(json_left(left.person.name), left_line(left.person.name));
    }
    void on(const client::Renamed& renamed) {
        print_event("", renamed_line(renamed.before, renamed.now));
    }
    void on(const client::Diverged& diverged) {
        const ConversationState* state = model().find(diverged.conversation);
        // While the store of this journal is not open yet, begin() will compare again.
        if (!state || model().journal() != journal_) return;
        print_error(
            fmt::format("{}: the server's entries differ from those printed before. Continuing "
                        "with new entries.",
                        screen_word(title_of(model(), state->conversation))));
        warned_of_.insert(diverged.conversation);
        positions_[diverged.conversation] = {state->number, state->hash};
        save_positions();
        cursor_.forget(diverged.conversation);
        begin(*state);
    }
    void on(const client::Kicked& kicked) {
        print_error(screen_text(kicked.sentence));
        code_ = exit_code::refused;
    }
    void on(const client::JoinRefused& refused) { code_ = report_join_refused(refused); }
    void on(const client::NoticeReceived& notice) {
        print_error("The server says: " + screen_text(notice.sentence));
    }
    void on(const client::ProtocolViolation& violation) { print_error(screen_text(violation.why)); }
    template <class Other>
    void on(const Other&) {}

    /// Returns false, after it has printed why, when this account is not in the room of --room.
    bool find_only_room() {
        const auto found = find_room(model(), *tail_.room);
        if (const std::string* why = std::get_if<std::string>(&found)) print_error(*why);
        if (const auto* id = std::get_if<ConversationId>(&found)) only_ = *id;
        return only_.has_value();
    }

    // ---- positions
    void open_store() {
        const bool is_first_journal = !journal_;
        const auto parent = parent_journal();
        journal_ = model().journal();
        store_ = std::make_unique<Store>(loop_.opened_home().path, *journal_);
        if (!store_->warning().empty()) print_error(store_->warning());
        cursor_.forget_all();
        keeps_heads_ = is_first_journal && loop_.compared();
        if (keeps_heads_) keep_seen_entries();
        std::optional<Positions> kept = store_->tail_positions(tail_.as);
        if (!kept && parent)
            kept = Store(loop_.opened_home().path, *parent).tail_positions(tail_.as);
        if (!kept && !is_first_journal)
            print_error("This is another server than last time. Continuing with new entries.");
        positions_ = kept ? std::move(*kept) : heads();
        save_positions();
        keep_heads();
    }

    /// Keeps for the other programs of this home what they would no longer find after this run.
    void keep_seen_entries() {
        try_disk([&] { client::keep_seen_entries(*store_, client::seen_entries(*store_)); });
    }
    /// Keeps the heads for the other programs, but those of conversations that they still have to
    /// warn of.
    void keep_heads() {
        if (!keeps_heads_) return;
        warned_of_.insert(loop_.lost().begin(), loop_.lost().end());
        try_disk([&] { client::keep_heads(*store_, model(), warned_of_); });
    }
    template <class Action>
    static void try_disk(const Action& action) {
        try {
            action();
        } catch (const std::exception& error) {
            print_error(error.what());
        }
    }

    /// Returns the journal that the server has replaced with the present one since the last time.
    std::optional<JournalId> parent_journal() const {
        const auto& welcomed = loop_.welcomed();
        if (!welcomed || !welcomed->changed || !welcomed->related) return std::nullopt;
        return journal_ ? journal_ : loop_.opened_home().last_journal();
    }

    Positions heads() const {
        Positions heads;
        for (const auto& [id, state] : model().conversations()) {
            heads[id] = {state.number, state.hash};
        }
        return heads;
    }

    void save_positions() {
        try {
            store_->set_tail_positions(tail_.as, positions_);
        } catch (const std::exception& error) {
            print_error(error.what());
            code_ = exit_code::refused;  // otherwise the next run would print the entry again
        }
    }

    /// Starts a conversation after its saved position. One without a position is new, so all of it
    /// is printed.
    void begin(const ConversationState& state) {
        const ConversationId& id = state.conversation.id;
        if (cursor_.contains(id) || (only_ && id != *only_)) return;
        const auto kept = positions_.find(id);
        const Store::Position from = kept == positions_.end() ? Store::Position{} : kept->second;
        Interest interest{Interest::Kind::all_after, from.number, {}};
        if (!from.hash.is_zero()) interest.hash = from.hash;
        cursor_.set_printed(id, from.number);
        loop_.act([&](Model& changed, Now now, Effects& effects) {
            changed.set_interest(id, interest, now, effects);
        });
    }

    // ---- printing
    void print_next(const ConversationState& state) {
        const ConversationId& id = state.conversation.id;
        std::uint64_t first = 0;  // of those that are printed together
        while (const Entry* entry = code_ || stop_requested() ? nullptr : cursor_.next(state)) {
            if (first == 0) first = entry->number;
            if (!print_entry(resolve(model(), state, *entry), first)) return;
            cursor_.set_printed(id, entry->number);
            positions_[id] = {entry->number, state.held.hash_at(entry->number).value_or(Hash{})};
            save_positions();
            if (++printed_ == tail_.count && !code_) code_ = exit_code::done;
        }
        const std::uint64_t printed = cursor_.last_printed(id).value_or(0);
        if (printed <= kept_entries) return;
        loop_.act([&](Model& changed, Now, Effects&) {
            changed.discard_up_to(id, printed - kept_entries);
        });
    }

    /// Prints an entry: as JSON always, as a line unless a line printed with it says the same.
    bool print_entry(const ResolvedEntry& resolved, std::uint64_t first) {
        const bool line = has_line(resolved, first);
        return print_event(json_entry(resolved), line ? dated_entry_line(resolved, style_) : "");
    }

    /// Prints the line of the chosen format. False: the output has been closed, so tail ends.
    bool print_event(const std::string& json, const std::string& plain) {
        const std::string& line = tail_.json ? json : plain;
        if (line.empty() || print_line(line)) return true;
        code_ = exit_code::done;
        return false;
    }

    ClientLoop& loop_;
    const TailOptions& tail_;
    LineStyle style_;
    std::unique_ptr<Store> store_;
    std::optional<ConversationId> only_;  // the one that is printed, with --room
    std::optional<JournalId> journal_;    // of the store and the positions
    Positions positions_;
    bool keeps_heads_ = false;
    std::set<ConversationId> warned_of_;
    PrintCursor cursor_;
    std::uint64_t printed_ = 0;
    std::optional<int> code_;
};

}  // namespace

int run_tail(const CommonOptions& common, const TailOptions& tail) {
    const auto give_up =
        tail.wait ? ClientLoop::Time::max() : std::chrono::steady_clock::now() + answer_timeout;
    const LineStyle style = line_style(common.numbers, stdout_is_terminal(), stdout_has_styles());
    return run_quiet_session(
        common, give_up, [&](ClientLoop& loop) { return TailPrinter(loop, tail, style).run(); },
        KeepCopy::yes);
}

}  // namespace indaba::line
