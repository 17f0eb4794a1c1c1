#include "tests/simulation/checker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/name.hpp"
#include "tests/simulation/ensure.hpp"
#include "tests/simulation/references.hpp"

namespace indaba::simulation {
namespace {

std::string brief(const ConversationId& id) {
    return id == lobby ? std::string(lobby_title) : to_hex(id).substr(0, 8);
}

ConversationId conversation_of(const Account& author, const client::OutboxRow& row) {
    return row.to ? whisper_id(author, *row.to) : row.room;
}

/// A post that names an entry may come too late: the entry may be erased meanwhile.
bool fit_to_be_said(const client::OutboxRow& row) {
    return !is_referring(row.kind) && row.kind.front() != '_' && row.body.size() <= limit::body &&
           (row.kind != kind_text || !row.body.empty()) && (row.to || row.room == lobby);
}

}  // namespace

// ---- posts, and effects of the models ------------------------------

bool Checker::is_known(const Account& account) const {
    const auto known = journal_.snapshot().accounts;
    return std::ranges::find(known, account, &broker::KnownAccount::account) != known.end();
}

void Checker::on_posted(int person, const Account& author, const client::OutboxRow& row,
                        bool knows_reader) {
    Posted post;
    post.person = person;
    post.turn = ++turns_[person];
    post.conversation = conversation_of(author, row);
    post.kind = row.kind;
    post.body = row.body;
    const bool to_a_stranger =
        row.to && (bans_occur_ || !knows_reader || !(outcomes_certain_ && is_known(*row.to)));
    post.may_be_refused = !fit_to_be_said(row) || to_a_stranger;
    const bool is_new = posts_.emplace(PostKey{author, row.id}, std::move(post)).second;
    ensure(is_new, "the simulation generated a message id twice");
}

void Checker::on_model_started(int person, const Account& account) {
    runs_[person] = {account, {}, {}};
}

void Checker::on_effect(int person, const client::Effect& effect) {
    using namespace client;
    if (const auto* receipt = std::get_if<Receipt>(&effect)) return check(person, *receipt);
    if (const auto* entries = std::get_if<NewEntries>(&effect)) return check(person, *entries);
    if (const auto* copied = std::get_if<EntriesReceived>(&effect)) return check(person, *copied);
    if (const auto* refused = std::get_if<PostRefused>(&effect)) return check(person, *refused);
    if (const auto* left = std::get_if<LeftRoom>(&effect))  // who joins again fetches again
        std::erase_if(runs_[person].numbers,
                      [left](const auto& seen) { return seen.first == left->conversation; });
    if (const auto* violation = std::get_if<ProtocolViolation>(&effect))
        throw Violation(
            fmt::format("person {} reports a protocol violation: {}", person, violation->why));
    if (const auto* diverged = std::get_if<Diverged>(&effect))
        throw Violation(
            fmt::format("person {} sees {} diverge", person, brief(diverged->conversation)));
    const auto* transmit = std::get_if<Transmit>(&effect);
    ensure(!transmit || !std::holds_alternative<Sync>(transmit->message),
           "person {} detected a gap itself and sent sync", person);
}

void Checker::check(int person, const client::Receipt& receipt) {
    Run& run = runs_[person];
    const auto post = posts_.find({run.account, receipt.id});
    ensure(post != posts_.end(),
           "P1: person {} received a receipt for a message that it never posted", person);
    ensure(run.settled.insert(receipt.id).second, "P2: person {} received a receipt twice", person);
    const auto& entries = journal_.entries(receipt.conversation);
    ensure(receipt.number > 0 && receipt.number <= entries.size() &&
               entries[receipt.number - 1].id == receipt.id &&
               entries[receipt.number - 1].account == run.account,
           "P1: person {} received a receipt for #{} in {}, which is not in the journal", person,
           receipt.number, brief(receipt.conversation));
    post->second.receipt = true;
}

/// Checks what a replica would keep: entries of the journal at their places.
void Checker::check(int person, const client::EntriesReceived& received) {
    std::uint64_t number = received.entries.front().number - 1;
    Hash hash = received.before;
    ensure(number < journal_.entries(received.conversation).size() &&
               hash == hash_at(received.conversation, number),
           "P3: person {} is given a wrong hash for its copy: #{} in {}", person, number,
           brief(received.conversation));
    for (const Entry& entry : received.entries) {
        hash = chain(hash, received.conversation, entry);
        ensure(++number <= journal_.entries(received.conversation).size() &&
                   hash == hash_at(received.conversation, number),
               "P3: person {} is given a wrong entry for its copy: #{} in {}", person, number,
               brief(received.conversation));
    }
}

void Checker::check(int person, const client::NewEntries& entries) {
    Run& run = runs_[person];
    for (const std::uint64_t number : entries.numbers)
        ensure(run.numbers.emplace(entries.conversation, number).second,
               "P2: person {} received #{} in {} twice", person, number,
               brief(entries.conversation));
}

void Checker::check(int person, const client::PostRefused& refused) {
    Run& run = runs_[person];
    const auto post = posts_.find({run.account, refused.row.id});
    ensure(post != posts_.end(), "person {} received a refusal for a message that it never posted",
           person);
    ensure(run.settled.insert(refused.row.id).second, "person {} received two answers to one post",
           person);
    ensure(post->second.may_be_refused, "P1: a valid post of person {} is refused for good: {}",
           person, refused.code);
    post->second.refused = true;
}

// ---- messages of the broker ----------------------------------------------------

void Checker::on_written(const Written& written, const Account& to, const ToClient& message) {
    rooms_.show_broker(written.broker);
    std::visit([&](const auto& any) { check(views_[written.connection], to, any); }, message);
}

void Checker::check(ClientView& view, const Account&, const People& people) {
    view.live = false;
    if (!people.more) view.pending_heads.clear();
}

void Checker::check(ClientView& view, const Account& to, const indaba::Heads& heads) {
    for (const indaba::Head& head : heads.heads) {
        const ConversationId& id = head.conversation.id;
        check_readable(head.conversation, to);
        if (has_members(head.conversation)) check_room_head(head, head.number, to);
        ensure(head.number <= journal_.entries(id).size(),
               "a head is announced before its commit: #{} in {}", head.number, brief(id));
        ensure(head.hash == hash_at(id, head.number), "P3: a head has a wrong hash: #{} in {}",
               head.number, brief(id));
        view.pending_heads[id] = {head.number, head.hash};
    }
}

void Checker::check(ClientView& view, const Account&, const Ready&) {
    view.live = true;
    view.known_heads = std::move(view.pending_heads);
    view.pending_heads.clear();
}

void Checker::check(ClientView& view, const Account& to, const Entries& entries) {
    check_readable(entries.conversation, to);
    if (has_members(entries.conversation)) check_room_entries(view, to, entries);
    check_committed(view, entries.conversation, entries.entries);
    ensure(view.live, "entries are sent to a session before its resync");
    Head& head = view.known_heads[entries.conversation.id];
    for (const Entry& entry : entries.entries) {
        ensure(entry.number <= head.number + 1, "P3: #{} in {} is published after #{}",
               entry.number, brief(entries.conversation.id), head.number);
        if (entry.number <= head.number) continue;  // repeated in answer to a resent post
        head = {entry.number, hash_at(entries.conversation.id, entry.number)};
    }
}

void Checker::check(ClientView& view, const Account& to, const Page& page) {
    check_readable(page.conversation, to);
    if (has_members(page.conversation)) check_room_page(page, to);
    check_committed(view, page.conversation, page.entries);
}

void Checker::check(ClientView& view, const Account&, const Pong& pong) {
    if (!view.live) return;
    Digest digest;
    for (const auto& [id, head] : view.known_heads)
        digest = digest ^ digest_part(id, head.number, head.hash);
    ensure(digest == pong.digest, "a pong's digest differs from the entries sent");
}

void Checker::check_readable(const Conversation& conversation, const Account& to) const {
    ensure(conversation.room || conversation.between->has(to),
           "P4: a whisper is sent to a third account");
}

void Checker::check_committed(const ClientView& view, const Conversation& conversation,
                              const std::vector<Entry>& entries) const {
    const auto head = view.known_heads.find(conversation.id);
    const std::uint64_t told = head == view.known_heads.end() ? 0 : head->second.number;
    const auto& journal = journal_.entries(conversation.id);
    for (const Entry& entry : entries) {
        const std::string problem = problem_of_sent(entry, journal, told);
        ensure(problem.empty(), "P4: #{} in {} is published, but {}", entry.number,
               brief(conversation.id), problem);
    }
}

Hash Checker::hash_at(const ConversationId& conversation, std::uint64_t number) const {
    return number == 0 ? Hash{} : journal_.hashes(conversation)[number - 1];
}

// ---- after the faults have ended: the journal ------------------------------

void Checker::check_journal() {
    std::set<PostKey> seen;
    for (const Conversation& conversation : journal_.conversations())
        check_conversation(conversation, seen);
    check_rooms_in_journal();
    check_names_in_journal();
    check_outboxes(seen);
}

void Checker::check_conversation(const Conversation& conversation, std::set<PostKey>& seen) const {
    const std::string name = brief(conversation.id);
    const std::string problem = problem_of_references(journal_.entries(conversation.id));
    ensure(problem.empty(), "P4: in {}, {}", name, problem);
    std::map<int, std::uint64_t> last_turn;
    Hash hash;
    std::uint64_t number = 0;
    for (const Entry& entry : journal_.entries(conversation.id)) {
        ensure(entry.number == number + 1, "P3: {} has #{} after #{}", name, entry.number, number);
        ++number;
        hash = chain(hash, conversation.id, entry);
        ensure(hash == hash_at(conversation.id, number), "P3: the chain of {} breaks at #{}", name,
               number);
        ensure(seen.insert({entry.account, entry.id}).second, "P2: #{} in {} is stored twice",
               number, name);
        if (has_members(conversation) && entry.kind == kind_room) continue;  // the broker's
        const auto post = posts_.find({entry.account, entry.id});
        ensure(post != posts_.end(), "P4: #{} in {} was never posted", number, name);
        ensure(post->second.conversation == conversation.id && post->second.kind == entry.kind &&
                   (entry.erased ? *entry.erased == hash_of_body(post->second.body)
                                 : post->second.body == entry.body),
               "P4: #{} in {} differs from its post", number, name);
        // The order of such a post is not checked. Its refusal may be lost and the reason for it
        // end (an unknown recipient joins); the client then resends the post after later ones.
        if (post->second.may_be_refused) continue;
        std::uint64_t& last = last_turn[post->second.person];
        ensure(last < post->second.turn,
               "P3: #{} in {}, the post {} of person {}, comes after its post {}", number, name,
               post->second.turn, post->second.person, last);
        last = post->second.turn;
    }
}

void Checker::check_outboxes(const std::set<PostKey>& seen) const {
    for (const auto& [key, post] : posts_) {
        ensure(post.receipt || post.refused,
               "P1: post {} of person {} has no receipt and no refusal", post.turn, post.person);
        ensure(!post.receipt || seen.contains(key),
               "P1: post {} of person {} has a receipt but is not in the journal", post.turn,
               post.person);
    }
}

// ---- after the faults have ended: a model ------------------------------

void Checker::check_model(int person, const client::Model& model,
                          const std::set<Account>& present) {
    ensure(model.connection_state() == client::ConnectionState::ready, "person {} is not ready",
           person);
    ensure(model.outbox().empty(), "P1: person {} still has {} messages to send", person,
           model.outbox().size());
    std::size_t readable = 0;
    for (const Conversation& conversation : journal_.conversations()) {
        if (!is_settled(conversation)) {
            readable += model.find(conversation.id) ? 1 : 0;
            continue;
        }
        if (!may_read(conversation, model.me())) continue;
        ++readable;
        const client::ConversationState* state = model.find(conversation.id);
        ensure(state, "the model of person {} lacks {}", person, brief(conversation.id));
        check_held_entries(*state, {person, conversation.id});
        if (has_members(conversation)) check_room(person, *state, model.me());
    }
    ensure(model.conversations().size() == readable,
           "P4: person {} has a conversation that it may not read", person);
    check_people(person, model, present);
    check_names(person, model);
}

bool Checker::is_settled(const Conversation& conversation) const {
    return outcomes_certain_ || !has_members(conversation) ||
           journal_.entries(conversation.id).back().kind != kind_room;
}

bool Checker::may_read(const Conversation& conversation, const Account& account) {
    if (has_members(conversation)) return rooms_.last(conversation.id).members.contains(account);
    return conversation.room || conversation.between->has(account);
}

void Checker::check_held_entries(const client::ConversationState& state, Where where) const {
    const std::string name = brief(where.conversation);
    const auto& entries = journal_.entries(where.conversation);
    ensure(
        state.number == entries.size() && state.hash == hash_at(where.conversation, state.number),
        "P3: person {} has #{} as head of {}, the journal has #{}", where.person, state.number,
        name, entries.size());
    ensure(state.read <= state.number && state.unread().count <= state.number - state.read,
           "the unread count of person {} is wrong: read #{} of {} in {}", where.person, state.read,
           state.number, name);
    for (const auto& range : state.held.ranges()) {
        ensure(range.last() <= entries.size(),
               "P4: person {} holds entries of {} that the journal lacks", where.person, name);
        for (std::size_t i = 0; i < range.entries.size(); ++i) {
            const std::uint64_t number = range.first() + i;
            ensure(may_hold(range.entries[i], state.held, entries) &&
                       range.hashes[i] == hash_at(where.conversation, number),
                   "P3: the copy of person {} differs from the journal at #{} of {}", where.person,
                   number, name);
        }
    }
    check_complete(state, where);
}

/// Checks that the model holds each entry its interest asks for, without a gap.
void Checker::check_complete(const client::ConversationState& state, Where where) const {
    using Kind = client::Interest::Kind;
    if (state.number == 0 || state.interest.kind == Kind::none) return;
    std::uint64_t from = std::max(state.interest.after + 1, state.first);
    if (state.interest.kind == Kind::newest) {
        const bool may_skip = state.number > client::max_catch_up;
        const auto& ranges = state.held.ranges();
        ensure(!ranges.empty(), "P3: person {} holds no entry of {}", where.person,
               brief(where.conversation));
        from = (may_skip ? ranges.back() : ranges.front()).first();
    }
    const auto hole = state.held.first_missing(from, state.number);
    ensure(!hole, "P3: person {} lacks #{} of {} in {}", where.person, hole.value_or(0),
           state.number, brief(where.conversation));
}

void Checker::check_people(int person, const client::Model& model,
                           const std::set<Account>& present) const {
    std::set<Account> shown;
    for (const auto& [account, name] : model.people()) shown.insert(account);
    ensure(shown == present, "person {} sees {} people online, but {} are", person, shown.size(),
           present.size());
}

void Checker::check_names(int person, const client::Model& model) const {
    const broker::Snapshot snapshot = journal_.snapshot();
    // "bob" and "Bob" are one name to the journal: it stores the spelling of the last claim.
    const auto claimed = [&](const Account& account, const std::string& name) {
        const auto folded = folded_name(name);
        return std::ranges::any_of(snapshot.names, [&](const broker::KnownName& known) {
            return known.account == account && known.folded == folded;
        });
    };
    for (const broker::KnownAccount& known : snapshot.accounts) {
        const std::string& name = model.name_of(known.account);
        ensure(name.empty() || claimed(known.account, name),
               "P4: person {} shows a name that was never claimed: {}", person, name);
        const auto here = model.people().find(known.account);
        if (here == model.people().end()) continue;
        ensure(here->second == name, "person {} shows two names for one account: {} and {}", person,
               here->second, name);
        ensure(!outcomes_certain_ || name == known.name,
               "person {} shows the name {} instead of {}", person, name, known.name);
    }
}

void Checker::note_reads(const client::Model& model) {
    for (const auto& [id, state] : model.conversations()) {
        std::uint64_t& read = reads_[{model.me(), id}];
        read = std::max(read, state.read);
    }
}

void Checker::check_reads(int person, const client::Model& model) {
    for (const auto& [id, state] : model.conversations())
        ensure(state.read >= reads_[{model.me(), id}],
               "the read mark of person {} went back from #{} of {} to #{}", person,
               reads_[{model.me(), id}], brief(id), state.read);
}

}  // namespace indaba::simulation
