#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <variant>

#include "common/client/home/store.hpp"
#include "common/wire/text.hpp"
#include "line-client/commands.hpp"
#include "line-client/exit_codes.hpp"
#include "line-client/output/json_lines.hpp"
#include "line-client/output/lines.hpp"
#include "line-client/output/reading.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/station.hpp"
#include "line-client/terminal.hpp"

namespace indaba::line {
namespace {

using client::ConversationState;
using client::Effects;
using client::Interest;
using client::Model;
using client::Now;
using client::Store;
using Positions = std::map<ConversationId, Store::Position>;

/// Everything said from a kept position on, each entry once; the position moves after its line.
class Tailing {
 public:
    Tailing(Station& station, const Tail& tail) : station_(station), tail_(tail) {}

    /// From the first ready on.
    int run() {
        on(client::BecameReady{});
        while (!code_ && !stop_wanted()) {
            if (const auto effect = station_.next()) {
                std::visit([&](const auto& what) { on(what); }, *effect);
            }
            if (!code_ && station_.trouble() != client::Trouble::none) {
                complain(screen_text(station_.trouble_sentence()));
                code_ = exit_code::no_connection;
            }
        }
        return code_.value_or(exit_code::done);
    }

 private:
    const Model& model() const { return station_.model(); }

    // ---- what happens
    void on(const client::BecameReady&) {
        if (model().journal() != journal_) open_store();
        tell(json_connected(), "");
        for (const auto& [id, state] : model().conversations()) begin(state);
    }
    void on(const client::BecameOffline& offline) {
        complain("Server disconnected. " + screen_text(offline.why));
        tell(json_disconnected(), "");
    }
    void on(const client::NewEntries& news) {
        const ConversationState* state = model().find(news.conversation);
        if (!state) return;
        begin(*state);
        print_next(*state);
    }
    void on(const client::Came& came) {
        tell(json_joined(came.person.name), joined_line(came.person.name));
    }
    void on(const client::Went& went) {
        tell(json_left(went.person.name), left_line(went.person.name));
    }
    void on(const client::Renamed& renamed) { tell("", renamed_line(renamed.before, renamed.now)); }
    void on(const client::Diverged& diverged) {
        const ConversationState* state = model().find(diverged.conversation);
        // Of a journal that is not opened yet: begin() will compare again.
        if (!state || model().journal() != journal_) return;
        complain(
            fmt::format("{}: the journal of this server has other entries than those printed "
                        "before. Going on with what is new.",
                        screen_word(title_of(model(), state->conversation))));
        positions_[diverged.conversation] = {state->number, state->hash};
        keep_positions();
        reading_.forget(diverged.conversation);
        begin(*state);
    }
    void on(const client::PutOut& out) {
        complain(screen_text(out.sentence));
        code_ = exit_code::refused;
    }
    void on(const client::JoinRefused& refused) { code_ = say_join_refused(refused); }
    void on(const client::Noticed& notice) {
        complain("The server says: " + screen_text(notice.sentence));
    }
    void on(const client::Puzzled& puzzled) { complain(screen_text(puzzled.why)); }
    template <class Other>
    void on(const Other&) {}

    // ---- positions
    void open_store() {
        const bool is_first = !journal_;
        const auto parent = parent_journal();
        journal_ = model().journal();
        store_ = std::make_unique<Store>(station_.place().home, *journal_);
        if (!store_->warning().empty()) complain(store_->warning());
        reading_.forget_all();
        std::optional<Positions> kept = store_->tail_positions(tail_.as);
        if (!kept && parent) kept = Store(station_.place().home, *parent).tail_positions(tail_.as);
        if (!kept && !is_first) complain("This is another server. Going on with what is new.");
        positions_ = kept ? std::move(*kept) : heads();
        keep_positions();
    }

    /// The journal from which this one goes on, when it is not the one of the last time.
    std::optional<JournalId> parent_journal() const {
        const auto& welcomed = station_.welcomed();
        if (!welcomed || !welcomed->changed || !welcomed->related) return std::nullopt;
        return journal_ ? journal_ : station_.place().known_journal();
    }

    Positions heads() const {
        Positions heads;
        for (const auto& [id, state] : model().conversations()) {
            heads[id] = {state.number, state.hash};
        }
        return heads;
    }

    void keep_positions() {
        try {
            store_->set_tail_positions(tail_.as, positions_);
        } catch (const std::exception& error) {
            complain(error.what());
            code_ = exit_code::refused;  // to go on would print all this again the next time
        }
    }

    /// A conversation that has no position is new to this ID: all of it is printed.
    void begin(const ConversationState& state) {
        const ConversationId& id = state.conversation.id;
        if (reading_.knows(id)) return;
        const auto kept = positions_.find(id);
        const Store::Position from = kept == positions_.end() ? Store::Position{} : kept->second;
        Interest interest{Interest::Kind::all_after, from.number, {}};
        if (!from.hash.is_zero()) interest.hash = from.hash;
        reading_.shown_up_to(id, from.number);
        station_.act([&](Model& changed, Now now, Effects& effects) {
            changed.set_interest(id, interest, now, effects);
        });
    }

    // ---- printing
    void print_next(const ConversationState& state) {
        const ConversationId& id = state.conversation.id;
        while (const Entry* entry = code_ || stop_wanted() ? nullptr : reading_.next(state)) {
            const Said said = resolve(model(), state.conversation, *entry);
            if (!tell(json_entry(said), dated_entry_line(said))) return;
            reading_.shown_up_to(id, entry->number);
            positions_[id] = {entry->number, state.history.hash_at(entry->number).value_or(Hash{})};
            keep_positions();
            if (++printed_ == tail_.count && !code_) code_ = exit_code::done;
        }
        if (const auto printed = reading_.shown(id))
            station_.act([&](Model& changed, Now, Effects&) { changed.drop_shown(id, *printed); });
    }

    /// False, and the end, when nobody reads it any more.
    bool tell(const std::string& json, const std::string& plain) {
        const std::string& line = tail_.json ? json : plain;
        if (line.empty() || print_line(line)) return true;
        code_ = exit_code::done;
        return false;
    }

    Station& station_;
    const Tail& tail_;
    std::unique_ptr<Store> store_;
    std::optional<JournalId> journal_;  // whose positions these are
    Positions positions_;
    Reading reading_;
    std::uint64_t printed_ = 0;
    std::optional<int> code_;
};

}  // namespace

int run(const Common& common, const Tail& tail) {
    const Place place = open_place(common);
    Model::Options options = place.model_options();
    options.quiet = true;
    options.journal = place.known_journal();
    Station station(place, std::move(options));
    if (const auto code = station.join(std::chrono::steady_clock::now() + answer_timeout)) {
        return *code;
    }
    const int code = Tailing(station, tail).run();
    station.leave();
    return code;
}

}  // namespace indaba::line
