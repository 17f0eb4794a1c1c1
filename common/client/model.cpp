#include "common/client/model.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/client/doubt.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/name.hpp"

namespace indaba::client {
namespace {

using Time = std::chrono::milliseconds;
constexpr Time ping_after = std::chrono::seconds{20};  // of having sent nothing
constexpr Time pong_within = std::chrono::seconds{10};
constexpr Time progress_within = std::chrono::seconds{10};
constexpr Time between_reads = std::chrono::seconds{2};
constexpr std::uint64_t longest_retry_ms = 3'600'000;  // whatever the broker says
constexpr std::uint64_t one_at_a_time_ms = 1'000;      // a refusal that names no time

Time retry_time(std::uint64_t retry_ms, Now now) {
    return now.steady + Time{std::min(retry_ms, longest_retry_ms)};
}

void puzzled(std::string why, Effects& effects) { effects.push_back(Puzzled{std::move(why)}); }

bool due(const std::optional<Time>& at, Now now) { return at && *at <= now.steady; }

/// The row that an entry or a refusal is about.
auto row_of(std::vector<OutboxRow>& outbox, const MessageId& id) {
    return std::ranges::find(outbox, id, &OutboxRow::id);
}

/// Positions and hashes of another copy mean nothing any more.
Interest restarted(Interest interest) {
    interest.after = 0;
    interest.hash.reset();
    return interest;
}

}  // namespace

Model::Model(Options options)
    : options_(std::move(options)),
      name_(options_.name),
      journal_(options_.journal),
      outbox_(std::move(options_.outbox)) {}

// ---- the link -------------------------------------------------------------------------------

void Model::on_open(Now now, Effects& effects) {
    forget_connection();
    link_ = Link::greeting;
    last_progress_ = now.steady;
    Hello hello;
    hello.software = options_.software;
    hello.account = options_.account;
    send(std::move(hello), now, effects);
}

void Model::on_frame(std::string_view frame, Now now, Effects& effects) {
    const auto decoded = decode_to_client(frame);
    if (const auto* message = std::get_if<ToClient>(&decoded))
        return on_message(*message, now, effects);
    const auto& error = std::get<DecodeError>(decoded);
    if (error.code != code::unknown_message) puzzled(error.sentence, effects);
}

void Model::on_message(const ToClient& message, Now now, Effects& effects) {
    if (link_ == Link::offline) return;
    if (std::optional<std::string> why = doubt(message, me()))
        return puzzled(*std::move(why), effects);
    if (!std::holds_alternative<Pong>(message)) last_progress_ = now.steady;
    std::visit([&](const auto& any) { on(any, now, effects); }, message);
}

void Model::on_lost(std::string why, Now, Effects& effects) {
    if (link_ == Link::offline) return;
    link_ = Link::offline;
    forget_connection();
    people_.lost();
    effects.push_back(BecameOffline{std::move(why)});
}

void Model::leave(Now now, Effects& effects) {
    if (link_ == Link::offline) return;
    send(Bye{}, now, effects);
    link_ = Link::offline;
    forget_connection();
    people_.lost();
}

void Model::give_up(std::string why, Now now, Effects& effects) {
    effects.push_back(Reconnect{why});
    on_lost(std::move(why), now, effects);
}

void Model::send(ToBroker message, Now now, Effects& effects) {
    last_sent_ = now.steady;
    effects.push_back(Transmit{std::move(message)});
}

void Model::forget_connection() {
    end_flight();
    series_ = {};
    sync_pending_ = false;
    join_refused_ = false;
    ping_sent_.reset();
    join_at_.reset();
    resend_at_.reset();
    fetch_at_.reset();
    ask_at_.reset();
    asked_name_.reset();
    for (auto& [id, state] : conversations_) state.setbacks = 0;
}

/// Nothing is under way any more. What was asked for by fetch_older is asked for again, first.
void Model::end_flight() {
    if (flight_ && flight_->older) older_.insert(older_.begin(), flight_->conversation);
    flight_.reset();
}

/// Its answer is people, heads, ready. Once until then.
void Model::request_sync(Now now, Effects& effects) {
    if (link_ != Link::ready || std::exchange(sync_pending_, true)) return;
    send(Sync{}, now, effects);
}

bool Model::waits_for_progress() const {
    return (link_ == Link::greeting || link_ == Link::joining) && !join_refused_ && !join_at_;
}

void Model::check_silence(Now now, Effects& effects) {
    if (ping_sent_ && now.steady >= *ping_sent_ + pong_within)
        return give_up("The broker does not answer.", now, effects);
    if (waits_for_progress() && now.steady >= last_progress_ + progress_within)
        return give_up("The broker does not go on with the sign-on.", now, effects);
    if (ping_sent_ || now.steady < last_sent_ + ping_after) return;
    ping_sent_ = now.steady;
    send(Ping{}, now, effects);
}

void Model::on_time(Now now, Effects& effects) {
    if (link_ == Link::offline) return;
    check_silence(now, effects);
    if (link_ == Link::offline) return;
    tell(people_.on_time(now.steady), effects);
    if (due(join_at_, now)) join(now, effects);
    if (link_ != Link::ready) return;
    if (due(resend_at_, now)) resend_all(now, effects);
    if (due(ask_at_, now)) ask_all(now, effects);
    if (due(fetch_at_, now)) {
        fetch_at_.reset();
        fetch_next(now, effects);
    }
    send_read(now, effects);
}

std::optional<std::chrono::milliseconds> Model::next_deadline() const {
    if (link_ == Link::offline) return std::nullopt;
    Time earliest = ping_sent_ ? *ping_sent_ + pong_within : last_sent_ + ping_after;
    if (waits_for_progress()) earliest = std::min(earliest, last_progress_ + progress_within);
    if (link_ == Link::ready && !unsent_reads_.empty()) earliest = std::min(earliest, next_read_);
    for (const auto& at : {people_.next_deadline(), join_at_, resend_at_, fetch_at_, ask_at_}) {
        if (at) earliest = std::min(earliest, *at);
    }
    return earliest;
}

void Model::on(const Pong& pong, Now now, Effects& effects) {
    ping_sent_.reset();
    if (link_ != Link::ready || sync_pending_ || series_.begun) return;
    Digest digest;
    for (const auto& [id, state] : conversations_)
        digest = digest ^ digest_part(id, state.number, state.hash);
    if (digest != pong.digest || people_.version() != pong.version) request_sync(now, effects);
}

void Model::on(const Notice& notice, Now, Effects& effects) {
    effects.push_back(Noticed{notice.code, notice.sentence});
}

void Model::on(const Refusal& refusal, Now now, Effects& effects) {
    // It has ended our session without our knowing: nothing it refuses is refused for good.
    if (refusal.code == code::not_joined) return give_up(refusal.sentence, now, effects);
    if (refusal.id) return on_post_refused(refusal, now, effects);
    if (refusal.request) {
        if (flight_ && flight_->request == *refusal.request)
            return on_fetch_refused(refusal, now, effects);
        return on_question_refused(refusal, now, effects);
    }
    if (link_ != Link::ready || asked_name_ || refusal.code.starts_with("name"))
        return on_join_refused(refusal, now, effects);
    sync_pending_ = false;  // perhaps it was that: the next pong tells whether it is needed
    effects.push_back(Noticed{refusal.code, refusal.sentence});
}

// ---- joining --------------------------------------------------------------------------------

void Model::on(const Welcome& welcome, Now now, Effects& effects) {
    if (link_ != Link::greeting) return puzzled("The broker welcomed us twice.", effects);
    if (welcome.version != protocol_version) {
        join_refused_ = true;
        effects.push_back(JoinRefused{std::string{code::version},
                                      "The broker speaks another version of the protocol."});
        return;
    }
    if (welcome.account != me()) {
        puzzled("The broker takes us for another account.", effects);
        return give_up("The broker takes us for another account.", now, effects);
    }
    link_ = Link::joining;
    nonce_ = welcome.nonce;
    effects.push_back(settle_journal(welcome));
    if (welcome.name) {
        note_name(me(), *welcome.name);
    } else {
        if (!wanted_name_ && !options_.name.empty()) wanted_name_ = options_.name;
        asked_name_ = wanted_name_;
    }
    join(now, effects);
}

Welcomed Model::settle_journal(const Welcome& welcome) {
    Welcomed welcomed;
    welcomed.journal = welcome.journal;
    welcomed.changed = journal_ && *journal_ != welcome.journal;
    if (welcomed.changed) {
        welcomed.related = std::ranges::find(welcome.parents, *journal_) != welcome.parents.end();
        if (welcomed.related) {
            read_anew();
        } else {
            welcomed.set_aside = std::exchange(outbox_, {});
            forget_server();
        }
    }
    journal_ = welcome.journal;
    return welcomed;
}

/// The same server with another journal: whether the copies agree, the hashes will tell.
void Model::read_anew() {
    for (auto& [id, state] : conversations_) {
        state.set_aside();
        state.number = 0;
        state.hash = {};
        state.read = 0;
    }
    unsent_reads_.clear();
}

/// Nothing of the other server may be shown or counted here, but for what we want to see.
void Model::forget_server() {
    for (const auto& [id, state] : conversations_) interests_[id] = state.interest;
    for (auto& [id, interest] : interests_) interest = restarted(interest);
    conversations_.clear();
    names_.clear();
    people_ = {};
    unsent_reads_.clear();
}

void Model::join(Now now, Effects& effects) {
    join_at_.reset();
    join_refused_ = false;
    last_progress_ = now.steady;
    send(Join{nonce_, asked_name_, options_.quiet}, now, effects);
}

void Model::ask_name(std::string name, Now now, Effects& effects) {
    wanted_name_ = std::move(name);
    const bool may_ask = link_ == Link::ready || (link_ == Link::joining && join_refused_);
    if (!may_ask) return;  // with the next welcome or ready
    asked_name_ = wanted_name_;
    join(now, effects);
}

/// At the first `ready` of a connection: the name that was asked for is ours. One that was asked
/// for meanwhile, or before the link was lost, is asked for now.
void Model::settle_name(Now now, Effects& effects) {
    if (asked_name_) note_name(me(), *std::exchange(asked_name_, std::nullopt));
    if (wanted_name_ == name_) wanted_name_.reset();
    if (wanted_name_) ask_name(*wanted_name_, now, effects);
}

void Model::on_join_refused(const Refusal& refusal, Now now, Effects& effects) {
    if (refusal.retry_ms) {
        if (link_ == Link::greeting) return give_up(refusal.sentence, now, effects);
        join_at_ = retry_time(*refusal.retry_ms, now);
        return;
    }
    asked_name_.reset();
    if (link_ == Link::ready)
        wanted_name_.reset();
    else
        join_refused_ = true;
    effects.push_back(JoinRefused{refusal.code, refusal.sentence});
}

// ---- people, heads, ready -------------------------------------------------------------------

void Model::on(const People& people, Now, Effects& effects) {
    if (link_ == Link::greeting) return puzzled("The broker told people before join.", effects);
    // A session that was behind may be told a new list before the old one was whole.
    const bool goes_on =
        series_.begun && !series_.people_whole && series_.version == people.version;
    if (!goes_on) series_ = {};
    series_.begun = true;
    series_.version = people.version;
    series_.people_whole = !people.more;
    note_names(people.people);
    for (const Person& person : people.people) series_.people[person.account] = person.name;
}

/// Each head counts at once: live entries may follow it even before `ready`.
void Model::on(const Heads& heads, Now, Effects& effects) {
    if (!series_.people_whole) return puzzled("The broker told heads before people.", effects);
    series_.heads_whole = !heads.more;
    note_names(heads.names);
    for (const Head& head : heads.heads) {
        series_.heads.insert(head.conversation.id);
        take_head(head, effects);
    }
}

void Model::on(const Ready&, Now now, Effects& effects) {
    if (!series_.heads_whole) return puzzled("The broker told ready before heads.", effects);
    drop_unheard(effects);
    Series series = std::exchange(series_, {});
    sync_pending_ = false;
    fetch_at_.reset();
    end_flight();
    if (std::exchange(link_, Link::ready) == Link::joining) {
        effects.push_back(BecameReady{});
        settle_name(now, effects);
    }
    if (!options_.quiet) series.people.emplace(me(), name_);
    tell(people_.whole(std::move(series.people), series.version, now.steady), effects);
    resend_all(now, effects);
    ask_all(now, effects);
    send_read(now, effects);
    fetch_next(now, effects);
}

void Model::on(const Presence& presence, Now, Effects& effects) {
    if (link_ != Link::ready) return;  // the list that comes with `ready` knows it
    for (const Person& person : presence.named) {
        const std::string before = name_of(person.account);
        note_name(person.account, person.name);
        if (person.account == me()) {
            asked_name_.reset();
            wanted_name_.reset();
        }
        if (!before.empty() && before != person.name)
            effects.push_back(Renamed{person.account, before, person.name});
    }
    note_names(presence.joined);
    Presence seen = presence;
    if (!options_.quiet) std::erase(seen.left, me());  // another session of ours: we are here
    tell(people_.presence(seen), effects);
}

void Model::note_names(const std::vector<Person>& persons) {
    for (const Person& person : persons) note_name(person.account, person.name);
}

void Model::note_name(const Account& account, const std::string& name) {
    if (name.empty()) return;
    if (account == me()) name_ = name;
    people_.rename(account, name);  // even if known: the list of people lags behind other messages
    std::string& known = names_[account];
    if (known == name) return;
    known = name;
}

void Model::tell(const PeopleHere::Changes& changes, Effects& effects) const {
    for (const Person& person : changes.came) {
        if (person.account != me()) effects.push_back(Came{person});
    }
    for (const Person& person : changes.went) {
        if (person.account != me()) effects.push_back(Went{person});
    }
}

const std::string& Model::name_of(const Account& account) const {
    static const std::string unknown;
    const auto name = names_.find(account);
    return name == names_.end() ? unknown : name->second;
}

std::optional<Account> Model::account_of(std::string_view name) const {
    for (const auto& [account, known] : names_) {
        if (known == name) return account;
    }
    const std::optional<std::string> folded = folded_name(name);
    if (!folded) return std::nullopt;
    for (const auto& [account, known] : names_) {
        if (folded_name(known) == folded) return account;
    }
    return std::nullopt;
}

// ---- conversations --------------------------------------------------------------------------

const ConversationState* Model::find(const ConversationId& conversation) const {
    const auto state = conversations_.find(conversation);
    return state == conversations_.end() ? nullptr : &state->second;
}

ConversationState* Model::held(const ConversationId& conversation) {
    const auto state = conversations_.find(conversation);
    return state == conversations_.end() ? nullptr : &state->second;
}

ConversationState& Model::begin(const Conversation& conversation) {
    ConversationState& state =
        conversations_.try_emplace(conversation.id, conversation).first->second;
    const auto interest = interests_.extract(conversation.id);
    state.interest = interest.empty() ? options_.interest : interest.mapped();
    if (series_.begun) series_.heads.insert(conversation.id);
    return state;
}

void Model::take_head(const Head& head, Effects& effects) {
    ConversationState* known = held(head.conversation.id);
    ConversationState& state = known ? *known : begin(head.conversation);
    const bool denies_ours =
        head.number < state.number || (head.number == state.number && head.hash != state.hash);
    if (denies_ours) diverge(state, effects);
    if (denies_ours) state.read = 0;
    note_missed(state, head.number);
    state.conversation = head.conversation;
    state.number = head.number;
    state.hash = head.hash;
    state.first = head.first;
    if (contradicts(state.interest, state)) diverge(state, effects);
    take_read_position(state, head.read);
}

/// What may not be read needs no reading. Ours, if farther, was not heard by the broker.
void Model::take_read_position(ConversationState& state, std::uint64_t told) {
    const std::uint64_t read = std::max(told, state.first - 1);
    if (state.read > read)
        unsent_reads_.insert(state.conversation.id);
    else
        state.read = read;
}

/// A conversation that the broker does not tell any more, though it did.
void Model::drop_unheard(Effects& effects) {
    for (auto& [id, state] : conversations_) {
        if (state.number == 0 || series_.heads.contains(id)) continue;
        diverge(state, effects);
        state.number = 0;
        state.hash = {};
        state.read = 0;
    }
}

void Model::diverge(ConversationState& state, Effects& effects) {
    state.set_aside();
    state.interest = restarted(state.interest);
    ++state.setbacks;
    if (flight_ && flight_->conversation == state.conversation.id) end_flight();
    effects.push_back(Diverged{state.conversation.id});
}

void Model::on(const Entries& entries, Now now, Effects& effects) {
    if (link_ == Link::greeting) return puzzled("The broker told entries before join.", effects);
    note_names(entries.names);
    ConversationState* state = held(entries.conversation.id);
    const std::uint64_t first = entries.entries.front().number;
    if (!state && first == 1) state = &begin(entries.conversation);
    if (state && first - 1 <= state->number)
        take_live(*state, entries.entries, now, effects);
    else
        request_sync(now, effects);
    take_receipts(entries.conversation.id, entries.entries, effects);
}

/// `entries` begin after the head at the latest. What is not beyond it was told before or answers
/// a resend: it must agree with what is held, and fills no hole, since nothing proves its place.
void Model::take_live(ConversationState& state, const std::vector<Entry>& entries, Now now,
                      Effects& effects) {
    const auto beyond = std::ranges::find_if(
        entries, [&](const Entry& entry) { return entry.number > state.number; });
    const bool agree = std::all_of(entries.begin(), beyond, [&](const Entry& entry) {
        const Entry* ours = state.history.find(entry.number);
        return !ours || *ours == entry;
    });
    History::Added added;
    if (agree) added = state.history.add(state.hash, {beyond, entries.end()});
    if (!agree || added.diverged) {
        diverge(state, effects);
        return request_sync(now, effects);
    }
    if (beyond == entries.end()) return;
    state.number = entries.back().number;
    state.hash = state.history.hash_at(state.number).value_or(state.hash);
    effects.push_back(NewEntries{state.conversation.id, std::move(added.new_numbers), true});
}

void Model::take_receipts(const ConversationId& conversation, const std::vector<Entry>& entries,
                          Effects& effects) {
    for (const Entry& entry : entries) {
        if (entry.account != me()) continue;
        const auto row = row_of(outbox_, entry.id);
        if (row == outbox_.end()) continue;
        outbox_.erase(row);
        effects.push_back(Receipt{entry.id, conversation, entry.number});
        effects.push_back(Settled{entry.id});
    }
}

// ---- fetching -------------------------------------------------------------------------------

void Model::set_interest(const ConversationId& conversation, Interest interest, Now now,
                         Effects& effects) {
    ConversationState* state = held(conversation);
    if (!state) {
        interests_[conversation] = interest;
        return;
    }
    state->interest = interest;
    const bool head_is_fresh = link_ == Link::ready;
    if (head_is_fresh && contradicts(state->interest, *state)) diverge(*state, effects);
    fetch_next(now, effects);
}

void Model::fetch_older(const ConversationId& conversation, Now now, Effects& effects) {
    const bool under_way = flight_ && flight_->older && flight_->conversation == conversation;
    if (under_way || std::ranges::find(older_, conversation) != older_.end()) return;
    older_.push_back(conversation);
    fetch_next(now, effects);
}

void Model::fetch_next(Now now, Effects& effects) {
    if (link_ != Link::ready || sync_pending_ || series_.begun || flight_ || fetch_at_) return;
    if (fetch_next_older(now, effects)) return;
    for (const auto& [id, state] : conversations_) {
        if (const std::optional<Ask> ask = next_ask(state))
            return ask_page(id, *ask, false, now, effects);
    }
}

/// What a person waits for goes first. False when there is nothing to ask for.
bool Model::fetch_next_older(Now now, Effects& effects) {
    while (!older_.empty()) {
        const ConversationId id = older_.front();
        older_.erase(older_.begin());
        const ConversationState* state = find(id);
        if (!state) {
            effects.push_back(Fetched{id, false, std::string{code::unknown_conversation}});
        } else if (const std::optional<Ask> ask = older_ask(*state)) {
            ask_page(id, *ask, true, now, effects);
            return true;
        } else {
            effects.push_back(Fetched{id, false, {}});
        }
    }
    return false;
}

void Model::ask_page(const ConversationId& conversation, const Ask& ask, bool older, Now now,
                     Effects& effects) {
    flight_ = Flight{++last_request_, conversation, ask, older};
    indaba::History history;
    history.request = flight_->request;
    history.conversation = conversation;
    history.after = ask.after;
    history.before = ask.before;
    history.hash = ask.hash;
    send(history, now, effects);
}

void Model::end_older(const Flight& flight, bool more, std::string_view refused,
                      Effects& effects) const {
    if (flight.older) effects.push_back(Fetched{flight.conversation, more, std::string{refused}});
}

void Model::on(const Page& page, Now now, Effects& effects) {
    if (!flight_ || flight_->request != page.request) return;  // overtaken by a `ready`
    const Flight flight = *std::exchange(flight_, std::nullopt);
    note_names(page.names);
    if (ConversationState* state = held(flight.conversation))
        take_page(*state, flight, page, now, effects);
    fetch_next(now, effects);
}

void Model::take_page(ConversationState& state, const Flight& flight, const Page& page, Now now,
                      Effects& effects) {
    if (!answers(page, flight.ask, state)) {
        ++state.setbacks;
        end_older(flight, false, code::bad_message, effects);
        return puzzled("The broker sent another page than it was asked for.", effects);
    }
    if (page.entries.empty()) {
        if (!flight.older) state.setbacks = most_setbacks;  // there is no such hole, it says
        return end_older(flight, false, {}, effects);
    }
    // What lies beyond our head comes, or came, by itself.
    const auto beyond = std::ranges::find_if(
        page.entries, [&](const Entry& entry) { return entry.number > state.number; });
    History::Added added;
    added.diverged = contradicts(page, flight.ask, state);
    if (!added.diverged) added = state.history.add(page.hash, {page.entries.begin(), beyond});
    if (added.diverged) {
        diverge(state, effects);
        end_older(flight, false, code::diverged, effects);
        return request_sync(now, effects);
    }
    if (flight.ask.before && state.history.ranges().back().last() == state.number)
        state.has_newest_page = true;
    if (!added.new_numbers.empty())
        effects.push_back(NewEntries{state.conversation.id, std::move(added.new_numbers), false});
    take_receipts(state.conversation.id, page.entries, effects);
    end_older(flight, older_ask(state).has_value(), {}, effects);
}

void Model::on_fetch_refused(const Refusal& refusal, Now now, Effects& effects) {
    const Flight flight = *std::exchange(flight_, std::nullopt);
    ConversationState* state = held(flight.conversation);
    if (refusal.code == code::diverged) {
        if (state) diverge(*state, effects);
        end_older(flight, false, refusal.code, effects);
        return fetch_next(now, effects);
    }
    effects.push_back(Fetched{flight.conversation, false, refusal.code});
    if (refusal.retry_ms || refusal.code == code::one_at_a_time)
        fetch_at_ = retry_time(refusal.retry_ms.value_or(one_at_a_time_ms), now);
    else if (state && !flight.older)
        state->setbacks = most_setbacks;
    fetch_next(now, effects);
}

// ---- posts ----------------------------------------------------------------------------------

void Model::post(OutboxRow row, Now now, Effects& effects) {
    outbox_.push_back(std::move(row));
    if (link_ == Link::ready && !resend_at_) transmit(outbox_.back(), now, effects);
}

void Model::transmit(const OutboxRow& row, Now now, Effects& effects) {
    if (row.to)
        send(Whisper{row.id, *row.to, row.kind, row.body}, now, effects);
    else
        send(Broadcast{row.id, row.room, row.kind, row.body}, now, effects);
}

void Model::resend_all(Now now, Effects& effects) {
    resend_at_.reset();
    for (const OutboxRow& row : outbox_) transmit(row, now, effects);
}

void Model::on_post_refused(const Refusal& refusal, Now now, Effects& effects) {
    const auto row = row_of(outbox_, *refusal.id);
    if (row == outbox_.end()) return;
    if (refusal.code == code::retry_order) {
        // Nothing of ours comes before it: the gate waits for what is stored by now, and we would
        // not send that again. A new session has no gate.
        if (row == outbox_.begin())
            give_up("The broker waits for a message that it has.", now, effects);
        return;
    }
    if (refusal.retry_ms) {
        const Time at = retry_time(*refusal.retry_ms, now);
        resend_at_ = std::max(resend_at_.value_or(at), at);
        return;
    }
    OutboxRow refused = std::move(*row);
    outbox_.erase(row);
    const MessageId id = refused.id;
    effects.push_back(PostRefused{std::move(refused), refusal.code, refusal.sentence});
    effects.push_back(Settled{id});
}

// ---- questions ------------------------------------------------------------------------------

std::uint64_t Model::who(std::optional<std::string> name, Now now, Effects& effects) {
    Question question;
    question.who.request = ++last_request_;
    question.who.name = std::move(name);
    if (link_ == Link::ready) send(question.who, now, effects);
    questions_.emplace(last_request_, std::move(question));
    return last_request_;
}

void Model::ask_all(Now now, Effects& effects) {
    ask_at_.reset();
    for (auto& [request, question] : questions_) {
        question.answer.clear();
        send(question.who, now, effects);
    }
}

void Model::on(const Known& known, Now, Effects& effects) {
    const auto found = questions_.find(known.request);
    if (found == questions_.end()) return;
    std::vector<KnownPerson>& answer = found->second.answer;
    answer.insert(answer.end(), known.accounts.begin(), known.accounts.end());
    for (const KnownPerson& person : known.accounts) note_name(person.account, person.name);
    if (known.more) return;
    effects.push_back(WhoAnswered{known.request, std::move(answer)});
    questions_.erase(found);
}

void Model::on_question_refused(const Refusal& refusal, Now now, Effects& effects) {
    if (!questions_.contains(*refusal.request)) return;
    if (refusal.retry_ms) {
        ask_at_ = retry_time(*refusal.retry_ms, now);
        return;
    }
    questions_.erase(*refusal.request);
    effects.push_back(WhoAnswered{*refusal.request, {}});
}

// ---- read positions -------------------------------------------------------------------------

void Model::mark_read(const ConversationId& conversation, std::uint64_t number, Now now,
                      Effects& effects) {
    ConversationState* state = held(conversation);
    if (!state) return;
    number = std::min(number, state->number);
    if (number <= state->read) return;
    state->read = number;
    unsent_reads_.insert(conversation);
    send_read(now, effects);
}

void Model::send_read(Now now, Effects& effects) {
    if (link_ != Link::ready || unsent_reads_.empty() || now.steady < next_read_) return;
    const ConversationId id = unsent_reads_.extract(unsent_reads_.begin()).value();
    next_read_ = now.steady + between_reads;
    if (const ConversationState* state = find(id)) send(Read{id, state->read}, now, effects);
}

}  // namespace indaba::client
