#include "tests/simulation/person.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "common/wire/codec.hpp"
#include "tests/simulation/references.hpp"
#include "tests/simulation/rooms.hpp"

namespace indaba::simulation {
namespace {

using client::ConnectionState;
using client::Effects;
using client::Interest;
using client::Model;
using client::Now;
using client::OutboxRow;

constexpr ms first_back_off{250};
constexpr ms max_back_off{4'000};
constexpr ms max_absence{20'000};
constexpr ms calm_for_sure{15'000};  // after heal(); a connection given up later is a violation

/// The names that people ask for: few, so that claims conflict, and some look alike.
constexpr std::array<std::string_view, 9> names{
    "ann", "bob", "Bob", "cem", "dan", "eve", "Ännchen", "fay", "\xd1\x81\xd0\xb5\xd0\xbc"};

}  // namespace

Person::Person(int number, Traits traits, Environment& environment)
    : number_(number), traits_(std::move(traits)), environment_(environment) {
    starts_at_ = environment_.random.up_to(max_absence);
}

// ---- time --------------------------------------------------------------------------------------

std::optional<ms> Person::next_event() const {
    ms soonest = ms::max();
    const auto consider = [&](const std::optional<ms>& at) {
        if (at) soonest = std::min(soonest, *at);
    };
    consider(starts_at_);
    if (model_) {
        consider(connects_at_);
        consider(opens_at_);
        consider(model_->next_deadline());
        if (!environment_.calm_from) consider(next_action_at_);
    }
    if (soonest == ms::max()) return std::nullopt;
    return std::max(soonest, frozen_until_);
}

void Person::turn(Now now) {
    const auto due = [&](const std::optional<ms>& at) { return at && *at <= now.steady; };
    if (now.steady < frozen_until_) return;
    if (due(starts_at_)) start(now);
    if (due(connects_at_)) connect(now);
    if (due(opens_at_)) {
        opens_at_.reset();
        act(now, [&](Model& model, Effects& effects) { model.on_open(now, effects); });
    }
    if (connection_) read_connection(now);
    if (model_ && due(model_->next_deadline()))
        act(now, [&](Model& model, Effects& effects) { model.on_time(now, effects); });
    write_copy(now);
    if (model_ && !environment_.calm_from && next_action_at_ <= now.steady) {
        next_action_at_ = now.steady + ms{1} + environment_.random.up_to(traits_.pause);
        act_at_random(now);
    }
}

void Person::read_connection(Now now) {
    while (connection_) {
        const std::optional<std::string> frame =
            environment_.network.read_at_client(*connection_, now.steady);
        if (!frame) break;
        act(now, [&](Model& model, Effects& effects) { model.on_frame(*frame, now, effects); });
    }
    if (!connection_ || !environment_.network.ended_at_client(*connection_, now.steady)) return;
    environment_.trace.note(now.steady, number_, "loses its connection");
    close_line(now.steady);
    connect_later(now.steady);
    act(now, [&](Model& model, Effects& effects) { model.on_lost("it broke", now, effects); });
}

// ---- the process -------------------------------------------------------------------------------

void Person::start(Now now) {
    starts_at_.reset();
    environment_.trace.note(now.steady, number_, "starts", {}, outbox_.size());
    Model::Options options;
    options.account = traits_.account;
    options.name = traits_.name;
    options.quiet = traits_.quiet;
    options.journal = journal_;
    options.outbox = outbox_;
    options.interest = traits_.interest;
    options.counts_unread = true;
    options.keeps_copy = true;
    model_.emplace(std::move(options));
    environment_.checker.on_model_started(number_, traits_.account);
    back_off_ = first_back_off;
    connects_at_ = now.steady;
    next_action_at_ = now.steady + environment_.random.up_to(traits_.pause);
    if (traits_.resumes) resume(now);
    window_ = {};
    late_.reset();
    fetches_for_copy_ = false;
    begin_from_copy(now);
}

void Person::resume(Now now) {
    for (const auto& [conversation, position] : positions_)
        act(now, [&, &id = conversation, &from = position](Model& model, Effects& effects) {
            model.set_interest(id, {Interest::Kind::all_after, from.number, from.hash}, now,
                               effects);
        });
}

void Person::connect(Now now) {
    connects_at_.reset();
    const std::size_t brokers = environment_.listens.size();
    const std::size_t broker = brokers > 1 ? environment_.random.below(brokers) : 0;
    if (!environment_.listens[broker]) return connect_later(now.steady);
    connection_ = environment_.network.open(number_, now.steady, static_cast<int>(broker));
    opens_at_ = now.steady + ms{1};
}

void Person::close_line(ms now) {
    opens_at_.reset();
    if (connection_)
        environment_.network.close_at_client(*std::exchange(connection_, std::nullopt), now);
}

void Person::connect_later(ms now) {
    connects_at_ = now + environment_.random.between(back_off_ * 4 / 5, back_off_ * 6 / 5);
    back_off_ = std::min(back_off_ * 2, max_back_off);
}

// ---- faults ---------------------------------------------------------------------------

void Person::die(ms now, ms away) {
    if (!model_) return;
    environment_.trace.note(now, number_, "ends");
    close_line(now);
    connects_at_.reset();
    model_.reset();
    copy_.lose_what_waits();
    starts_at_ = now + away;
}

void Person::stay_away(ms now) {
    die(now, ms{0});
    starts_at_.reset();
}

void Person::freeze(ms until) {
    frozen_until_ = until;
    if (connection_) environment_.network.stop_reading(*connection_, until);
}

void Person::leave(Now now, ms away) {
    act(now, [&](Model& model, Effects& effects) { model.leave(now, effects); });
    copy_.commit(copy_.waiting());
    die(now.steady, away);
}

void Person::heal(ms now) {
    frozen_until_ = now;
    cannot_fetch_.clear();
    if (!model_) starts_at_ = now;
}

void Person::restart_from_zero(Now now) {
    traits_.interest = {Interest::Kind::all_after, 0, std::nullopt};
    positions_.clear();
    if (model_) leave(now, ms{0});
    starts_at_ = now.steady + ms{1};
}

// ---- effects of the model ----------------------------------------------------------------------

/// Carries out the effects in order. The process may crash before any of them.
void Person::carry_out(Effects effects, Now now) {
    for (const client::Effect& effect : effects) {
        if (!model_) return;
        const bool dies = !environment_.calm_from && traits_.crash_odds > 0 &&
                          environment_.random.once_in(traits_.crash_odds);
        if (dies) return die(now.steady, environment_.random.up_to(max_absence));
        environment_.checker.on_effect(number_, effect);
        carry_out(effect, now);
        if (model_ && traits_.shows_copy) keep_copy(effect, now);
    }
}

void Person::carry_out(const client::Effect& effect, Now now) {
    if (const auto* transmit = std::get_if<client::Transmit>(&effect)) {
        environment_.trace.note(now.steady, number_, "sends", type_of(transmit->message));
        if (connection_)
            environment_.network.write_to_broker(*connection_, encode(transmit->message),
                                                 now.steady);
    } else if (const auto* done = std::get_if<client::OutboxDone>(&effect)) {
        std::erase_if(outbox_, [&](const OutboxRow& row) { return row.id == done->id; });
    } else if (const auto* receipt = std::get_if<client::Receipt>(&effect)) {
        environment_.trace.note(now.steady, number_, "receives the receipt for", {},
                                mark(receipt->id));
    } else if (const auto* refused = std::get_if<client::JoinRefused>(&effect)) {
        on_join_refused(refused->code, now);
    } else if (const auto* kicked = std::get_if<client::Kicked>(&effect)) {
        environment_.trace.note(now.steady, number_, "is sent away:", kicked->code);
        die(now.steady, max_back_off);
    } else if (const auto* welcomed = std::get_if<client::Welcomed>(&effect)) {
        journal_ = welcomed->journal;
    } else if (std::holds_alternative<client::BecameReady>(effect)) {
        environment_.trace.note(now.steady, number_, "is ready");
        back_off_ = first_back_off;
    } else if (std::holds_alternative<client::Reconnect>(effect)) {
        environment_.trace.note(now.steady, number_, "gives up the connection");
        if (environment_.calm_from && now.steady > *environment_.calm_from + calm_for_sure)
            throw Violation("a person gives up a connection that has no fault");
        close_line(now.steady);
        connect_later(now.steady);
    } else if (const auto* joined = std::get_if<client::JoinedRoom>(&effect)) {
        environment_.trace.note(now.steady, number_, "has joined a room");
        auto& rooms = environment_.rooms;
        if (std::ranges::find(rooms, joined->conversation) == rooms.end())
            rooms.push_back(joined->conversation);
    } else if (const auto* entries = std::get_if<client::NewEntries>(&effect)) {
        environment_.trace.note(now.steady, number_, "receives",
                                entries->live ? "live up to" : "a page up to",
                                entries->numbers.back());
        if (traits_.resumes) keep_position(entries->conversation);
    }
}

void Person::on_join_refused(const std::string& refused, Now now) {
    environment_.trace.note(now.steady, number_, "is refused a name");
    if (model_->connection_state() == ConnectionState::ready) return;
    // The account claimed its last allowed name from another client; the next welcome names it.
    if (refused == code::names_used_up) return die(now.steady, first_back_off);
    if (refused == code::banned) return die(now.steady, max_back_off);
    take_name(now);
}

/// Stores the last number up to which the model has every entry, as `tail` does after it has
/// written the lines.
void Person::keep_position(const ConversationId& conversation) {
    const client::ConversationState* state = model_->find(conversation);
    Position& position = positions_[conversation];
    while (state->held.find(position.number + 1)) ++position.number;
    if (position.number > 0)
        if (const auto hash = state->held.hash_at(position.number)) position.hash = hash;
}

// ---- random actions ------------------------------

void Person::act_at_random(Now now) {
    if (traits_.shows_copy && environment_.random.once_in(3)) return use_copy(now);
    const std::uint64_t mood = environment_.random.below(100);
    if (mood < 27) return broadcast(now);
    if (mood < 35) return say_in_a_room(now);
    if (mood < 46) return refer(now);
    if (mood < 57) return whisper(now);
    if (mood < 62) return change_a_room(now);
    if (mood < 63) return list_something(now);
    if (mood < 66) return post_invalid(now);
    if (mood < 72) return mark_read(now);
    if (mood < 78) return fetch_for_copy(now);
    if (mood < 80) return subscribe_to_all(now);
    if (mood < 84) return take_name(now);
    if (mood < 90) return sync(now);
    if (mood < 92)
        return act(now, [&](Model& model, Effects& effects) {
            if (model.connection_state() == ConnectionState::ready)
                model.who(std::nullopt, now, effects);
        });
    if (mood < 95) return leave(now, environment_.random.up_to(max_absence));
    if (mood < 97) return die(now.steady, environment_.random.up_to(max_absence));
}

OutboxRow Person::something() {
    Random& random = environment_.random;
    OutboxRow row;
    row.id = random.bytes<MessageId>();
    row.room = lobby;
    row.kind = random.once_in(12) ? "sealed" : std::string(kind_text);
    row.body = "person " + std::to_string(number_) + ", post " + std::to_string(++posts_made_);
    if (random.once_in(10)) row.body.resize(random.below(limit::body - 40) + 40, '.');
    return row;
}

/// Posts a row as the programs do: stores it on disk first, then passes it to the model.
void Person::post(OutboxRow row, Now now) {
    if (!model_) return;
    outbox_.push_back(row);
    // Each broker that a model joins knows what the model was told before.
    const bool one_broker = environment_.listens.size() == 1;
    environment_.checker.on_posted(number_, traits_.account, row,
                                   one_broker || (row.to && !model_->name_of(*row.to).empty()));
    environment_.trace.note(now.steady, number_, "posts", row.to ? "a whisper" : "to the lobby",
                            mark(row.id));
    act(now, [&](Model& model, Effects& effects) { model.post(std::move(row), now, effects); });
}

void Person::broadcast(Now now) {
    const std::uint64_t count =
        environment_.random.once_in(3) ? 1 + environment_.random.below(6) : 1;
    for (std::uint64_t i = 0; i < count; ++i) post(something(), now);
}

void Person::say_in_a_room(Now now) {
    if (environment_.rooms.empty()) return broadcast(now);
    OutboxRow row = something();
    row.room = environment_.random.pick(environment_.rooms);
    post(std::move(row), now);
}

void Person::change_a_room(Now now) {
    if (model_->connection_state() != ConnectionState::ready) return;
    RoomRequest request =
        some_room_request(environment_.random, environment_.rooms, environment_.accounts);
    environment_.trace.note(now.steady, number_, "changes a room", request.action);
    act(now, [&](Model& model, Effects& effects) {
        model.change_room(std::move(request), now, effects);
    });
}

/// Asks for the rooms, or for the members of one.
void Person::list_something(Now now) {
    const bool lists_rooms = environment_.rooms.empty() || environment_.random.once_in(2);
    const ConversationId room = lists_rooms ? lobby : environment_.random.pick(environment_.rooms);
    act(now, [&](Model& model, Effects& effects) {
        if (lists_rooms)
            model.list_rooms(now, effects);
        else
            model.list_members(room, now, effects);
    });
}

void Person::whisper(Now now) {
    const Account to = environment_.random.pick(environment_.accounts);
    const std::uint64_t count =
        environment_.random.once_in(4) ? 1 + environment_.random.below(3) : 1;
    for (std::uint64_t i = 0; i < count; ++i) {
        OutboxRow row = something();
        row.to = to;
        post(std::move(row), now);
    }
}

/// Posts something that names an entry: a reply, an edit, an erasure or a reaction. The broker
/// refuses many of them.
void Person::refer(Now now) {
    const auto id = some_conversation();
    if (!id || model_->find(*id)->number == 0) return;
    const client::ConversationState& state = *model_->find(*id);
    OutboxRow row = something();
    row.room = *id;
    if (state.conversation.between) row.to = state.conversation.between->other(traits_.account);
    const ReferringBody body = some_reference(environment_.random, state.number);
    row.kind = kind_of(body);
    row.body = encode(body);
    post(std::move(row), now);
}

/// Posts a row that the broker refuses for good, then a valid one, which must still be stored.
void Person::post_invalid(Now now) {
    OutboxRow row = something();
    switch (environment_.random.below(4)) {
        case 0:
            row.kind = "_room";
            break;
        case 1:
            row.kind = kind_text;
            row.body.clear();
            break;
        case 2:
            row.room = environment_.random.bytes<ConversationId>();
            break;
        default:
            row.body.assign(limit::body + 1, 'x');
    }
    post(std::move(row), now);
    post(something(), now);
}

void Person::post_flood(Now now) {
    constexpr int more_than_may_wait = 530;
    for (int i = 0; i < more_than_may_wait; ++i) {
        OutboxRow row = something();
        row.body.resize(limit::body, '.');
        post(std::move(row), now);
    }
}

std::optional<ConversationId> Person::some_conversation() {
    const auto& known = model_->conversations();
    if (known.empty()) return std::nullopt;
    return std::next(known.begin(), static_cast<long>(environment_.random.below(known.size())))
        ->first;
}

void Person::mark_read(Now now) {
    const auto id = some_conversation();
    if (!id) return;
    const std::uint64_t number = environment_.random.below(model_->find(*id)->number + 1);
    act(now, [&](Model& model, Effects& effects) { model.mark_read(*id, number, now, effects); });
}

void Person::fetch_for_copy(Now now) {
    const auto id = some_conversation();
    if (!id) return;
    act(now, [&](Model& model, Effects& effects) {
        model.fetch_for_copy(*id, model.find(*id)->number / 2 + 1, now, effects);
    });
}

/// Changes an interest to all entries. The reverse change would leave gaps that only scrolling
/// fills.
void Person::subscribe_to_all(Now now) {
    const auto id = some_conversation();
    if (!id || traits_.resumes) return;
    act(now, [&](Model& model, Effects& effects) {
        model.set_interest(*id, {Interest::Kind::all_after, 0, std::nullopt}, now, effects);
    });
}

void Person::take_name(Now now) {
    std::string name(names[environment_.random.below(names.size())]);
    if (environment_.random.once_in(3) || environment_.calm_from)
        name = std::string("guest ").substr(0, 5) + static_cast<char>('a' + number_);
    act(now, [&](Model& model, Effects& effects) { model.ask_name(name, now, effects); });
}

/// Sends sync without the model, which then sees a resync that it did not ask for, as a slow
/// consumer does.
void Person::sync(Now now) {
    if (!connection_ || model_->connection_state() != ConnectionState::ready) return;
    environment_.network.write_to_broker(*connection_, encode(Sync{}), now.steady);
}

}  // namespace indaba::simulation
