#include "tests/simulation/person.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "common/wire/codec.hpp"

namespace indaba::simulation {
namespace {

using client::Effects;
using client::Interest;
using client::Link;
using client::Model;
using client::Now;
using client::OutboxRow;

constexpr ms first_back_off{250};
constexpr ms longest_back_off{4'000};
constexpr ms longest_absence{20'000};
constexpr ms calm_for_sure{15'000};  // so long after healing nobody may give up a line

/// Few, so that people want the same ones; some look alike.
constexpr std::array<std::string_view, 9> names{
    "ann", "bob", "Bob", "cem", "dan", "eve", "Ännchen", "fay", "\xd1\x81\xd0\xb5\xd0\xbc"};

}  // namespace

Person::Person(int number, Nature nature, Surroundings& around)
    : number_(number), nature_(std::move(nature)), around_(around) {
    starts_at_ = around_.random.up_to(longest_absence);
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
        if (!around_.calm_from) consider(mood_at_);
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
    if (line_) read_line(now);
    if (model_ && due(model_->next_deadline()))
        act(now, [&](Model& model, Effects& effects) { model.on_time(now, effects); });
    if (model_ && !around_.calm_from && mood_at_ <= now.steady) {
        mood_at_ = now.steady + ms{1} + around_.random.up_to(nature_.pause);
        follow_mood(now);
    }
}

void Person::read_line(Now now) {
    while (line_) {
        const std::optional<std::string> frame = around_.network.read_at_client(*line_, now.steady);
        if (!frame) break;
        act(now, [&](Model& model, Effects& effects) { model.on_frame(*frame, now, effects); });
    }
    if (!line_ || !around_.network.ended_at_client(*line_, now.steady)) return;
    around_.trace.note(now.steady, number_, "loses the line");
    hang_up(now.steady);
    connect_later(now.steady);
    act(now, [&](Model& model, Effects& effects) { model.on_lost("it broke", now, effects); });
}

// ---- the process
// ---------------------------------------------------------------------------------

void Person::start(Now now) {
    starts_at_.reset();
    around_.trace.note(now.steady, number_, "starts", {}, outbox_.size());
    Model::Options options;
    options.account = nature_.account;
    options.name = nature_.name;
    options.quiet = nature_.quiet;
    options.journal = journal_;
    options.outbox = outbox_;
    options.interest = nature_.interest;
    model_.emplace(std::move(options));
    around_.checker.model_started(number_, nature_.account);
    back_off_ = first_back_off;
    connects_at_ = now.steady;
    mood_at_ = now.steady + around_.random.up_to(nature_.pause);
    if (nature_.resumes) resume(now);
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
    if (!around_.broker_listens) return connect_later(now.steady);
    line_ = around_.network.open(number_, now.steady);
    opens_at_ = now.steady + ms{1};
}

void Person::hang_up(ms now) {
    opens_at_.reset();
    if (line_) around_.network.close_at_client(*std::exchange(line_, std::nullopt), now);
}

void Person::connect_later(ms now) {
    connects_at_ = now + around_.random.between(back_off_ * 4 / 5, back_off_ * 6 / 5);
    back_off_ = std::min(back_off_ * 2, longest_back_off);
}

// ---- what befalls it
// -----------------------------------------------------------------------------

void Person::die(ms now, ms away) {
    if (!model_) return;
    around_.trace.note(now, number_, "ends");
    hang_up(now);
    connects_at_.reset();
    model_.reset();
    starts_at_ = now + away;
}

void Person::freeze(ms until) {
    frozen_until_ = until;
    if (line_) around_.network.stop_reading(*line_, until);
}

void Person::leave(Now now, ms away) {
    act(now, [&](Model& model, Effects& effects) { model.leave(now, effects); });
    die(now.steady, away);
}

void Person::heal(ms now) {
    frozen_until_ = now;
    if (!model_) starts_at_ = now;
}

void Person::begin_anew(Now now) {
    nature_.interest = {Interest::Kind::all_after, 0, std::nullopt};
    positions_.clear();
    if (model_) leave(now, ms{0});
    starts_at_ = now.steady + ms{1};
}

// ---- what the model wants
// --------------------------------------------------------------------------

/// A process may die between any two of its deeds.
void Person::carry_out(Effects effects, Now now) {
    for (const client::Effect& effect : effects) {
        if (!model_) return;
        const bool dies = !around_.calm_from && nature_.dies_once_in > 0 &&
                          around_.random.once_in(nature_.dies_once_in);
        if (dies) return die(now.steady, around_.random.up_to(longest_absence));
        around_.checker.told(number_, effect);
        carry_out(effect, now);
    }
}

void Person::carry_out(const client::Effect& effect, Now now) {
    if (const auto* transmit = std::get_if<client::Transmit>(&effect)) {
        around_.trace.note(now.steady, number_, "sends", type_of(transmit->message));
        if (line_) around_.network.write_to_broker(*line_, encode(transmit->message), now.steady);
    } else if (const auto* settled = std::get_if<client::Settled>(&effect)) {
        std::erase_if(outbox_, [&](const OutboxRow& row) { return row.id == settled->id; });
    } else if (const auto* receipt = std::get_if<client::Receipt>(&effect)) {
        around_.trace.note(now.steady, number_, "has the receipt of", {}, mark(receipt->id));
    } else if (const auto* refused = std::get_if<client::JoinRefused>(&effect)) {
        around_.trace.note(now.steady, number_, "is refused a name");
        if (model_->link() == Link::ready) return;
        // Its account took six names elsewhere meanwhile: the next welcome will bring one.
        if (refused->code == code::names_used_up) return die(now.steady, first_back_off);
        take_name(now);
    } else if (const auto* welcomed = std::get_if<client::Welcomed>(&effect)) {
        journal_ = welcomed->journal;
    } else if (std::holds_alternative<client::BecameReady>(effect)) {
        around_.trace.note(now.steady, number_, "is ready");
        back_off_ = first_back_off;
    } else if (std::holds_alternative<client::Reconnect>(effect)) {
        around_.trace.note(now.steady, number_, "gives the line up");
        if (around_.calm_from && now.steady > *around_.calm_from + calm_for_sure)
            throw Violation("a person gives up a good line");
        hang_up(now.steady);
        connect_later(now.steady);
    } else if (const auto* entries = std::get_if<client::NewEntries>(&effect)) {
        around_.trace.note(now.steady, number_, "is told",
                           entries->live ? "live up to" : "a page up to", entries->numbers.back());
        if (nature_.resumes) keep_position(entries->conversation);
    }
}

/// As `tail` does, once the lines are written: the last number before which nothing is missing.
void Person::keep_position(const ConversationId& conversation) {
    const client::ConversationState* state = model_->find(conversation);
    Position& position = positions_[conversation];
    while (state->history.find(position.number + 1)) ++position.number;
    if (position.number > 0)
        if (const auto hash = state->history.hash_at(position.number)) position.hash = hash;
}

// ---- moods
// -----------------------------------------------------------------------------------------

void Person::follow_mood(Now now) {
    const std::uint64_t mood = around_.random.below(100);
    if (mood < 45) return broadcast(now);
    if (mood < 63) return whisper(now);
    if (mood < 66) return say_unfit(now);
    if (mood < 72) return mark_read(now);
    if (mood < 78) return fetch_older(now);
    if (mood < 80) return want_everything(now);
    if (mood < 84) return take_name(now);
    if (mood < 90) return sync(now);
    if (mood < 92)
        return act(now, [&](Model& model, Effects& effects) {
            if (model.link() == Link::ready) model.who(std::nullopt, now, effects);
        });
    if (mood < 95) return leave(now, around_.random.up_to(longest_absence));
    if (mood < 97) return die(now.steady, around_.random.up_to(longest_absence));
}

OutboxRow Person::something() {
    Random& random = around_.random;
    OutboxRow row;
    row.id = random.bytes<MessageId>();
    row.room = lobby;
    row.kind = random.once_in(12) ? "edit" : std::string(kind_text);
    row.body = "person " + std::to_string(number_) + ", post " + std::to_string(++posts_made_);
    if (random.once_in(10)) row.body.resize(random.below(limit::body - 40) + 40, '.');
    return row;
}

/// Enter: first on disk, then to the model.
void Person::post(OutboxRow row, Now now) {
    if (!model_) return;
    outbox_.push_back(row);
    around_.checker.posted(number_, nature_.account, row);
    around_.trace.note(now.steady, number_, "says", row.to ? "to one" : "to all", mark(row.id));
    act(now, [&](Model& model, Effects& effects) { model.post(std::move(row), now, effects); });
}

void Person::broadcast(Now now) {
    const std::uint64_t count = around_.random.once_in(3) ? 1 + around_.random.below(6) : 1;
    for (std::uint64_t i = 0; i < count; ++i) post(something(), now);
}

void Person::whisper(Now now) {
    const Account to = around_.random.pick(around_.accounts);
    const std::uint64_t count = around_.random.once_in(4) ? 1 + around_.random.below(3) : 1;
    for (std::uint64_t i = 0; i < count; ++i) {
        OutboxRow row = something();
        row.to = to;
        post(std::move(row), now);
    }
}

/// Finally refused; what is said after it must not suffer.
void Person::say_unfit(Now now) {
    OutboxRow row = something();
    switch (around_.random.below(4)) {
        case 0:
            row.kind = "_room";
            break;
        case 1:
            row.kind = kind_text;
            row.body.clear();
            break;
        case 2:
            row.room = around_.random.bytes<ConversationId>();
            break;
        default:
            row.body.assign(limit::body + 1, 'x');
    }
    post(std::move(row), now);
    post(something(), now);
}

void Person::say_much(Now now) {
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
    return std::next(known.begin(), static_cast<long>(around_.random.below(known.size())))->first;
}

void Person::mark_read(Now now) {
    const auto id = some_conversation();
    if (!id) return;
    const std::uint64_t number = around_.random.below(model_->find(*id)->number + 1);
    act(now, [&](Model& model, Effects& effects) { model.mark_read(*id, number, now, effects); });
}

void Person::fetch_older(Now now) {
    const auto id = some_conversation();
    if (!id) return;
    act(now, [&](Model& model, Effects& effects) { model.fetch_older(*id, now, effects); });
}

/// The other way would leave holes that only scrolling fills.
void Person::want_everything(Now now) {
    const auto id = some_conversation();
    if (!id || nature_.resumes) return;
    act(now, [&](Model& model, Effects& effects) {
        model.set_interest(*id, {Interest::Kind::all_after, 0, std::nullopt}, now, effects);
    });
}

void Person::take_name(Now now) {
    std::string name(names[around_.random.below(names.size())]);
    if (around_.random.once_in(3) || around_.calm_from)
        name = std::string("guest ").substr(0, 5) + static_cast<char>('a' + number_);
    act(now, [&](Model& model, Effects& effects) { model.ask_name(name, now, effects); });
}

/// Unasked by the model, as one who was behind is served unasked.
void Person::sync(Now now) {
    if (!line_ || model_->link() != Link::ready) return;
    around_.network.write_to_broker(*line_, encode(Sync{}), now.steady);
}

}  // namespace indaba::simulation
