#include "broker/journal/memory_journal.hpp"

#include <algorithm>
#include <cassert>

#include "broker/journal/enrolment_rules.hpp"
#include "broker/journal/newcomer_rules.hpp"
#include "broker/journal/page_rules.hpp"
#include "broker/journal/rebind_rules.hpp"
#include "broker/journal/reference_rules.hpp"
#include "broker/journal/skip_rule.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"

namespace indaba::broker {

MemoryJournal::MemoryJournal(JournalId id) : id_(id) {
    conversations_[lobby].conversation = lobby_conversation();
}

Snapshot MemoryJournal::snapshot() {
    Snapshot result;
    result.journal = id_;
    for (const auto& [account, known] : accounts_) result.accounts.push_back(known);
    for (const auto& [folded, name] : names_) result.names.push_back(name);
    for (const auto& [id, stored] : conversations_)
        result.conversations.push_back({stored.conversation, stored.entries.size(),
                                        stored.hashes.empty() ? Hash{} : stored.hashes.back()});
    for (const auto& [id, room] : rooms_) result.rooms.push_back({id, room.state});
    for (const auto& [key, number] : reads_)
        result.reads.push_back({key.first, key.second, number});
    for (const auto& [account, standing] : standings_) result.standings.push_back(standing);
    for (const auto& [key, invite] : invites_) result.invites.push_back(invite);
    return result;
}

void MemoryJournal::submit(std::vector<Write> writes) {
    assert(!running_);
    running_ = std::move(writes);
}

void MemoryJournal::read(PageRequest request) { requests_.push_back(std::move(request)); }

std::vector<JournalEvent> MemoryJournal::completed() { return std::exchange(events_, {}); }

void MemoryJournal::push(JournalEvent event) {
    const bool first = events_.empty();
    events_.push_back(std::move(event));
    if (first && wake_) wake_();
}

// ---- completion ----------------------------------------------------------------------------

void MemoryJournal::finish_commit() {
    if (!running_) return;
    const std::vector<Write> writes = std::move(*running_);
    running_.reset();
    const std::optional<Fault> fault = std::exchange(fault_, std::nullopt);
    push(Committed{commit(writes, fault)});
}

void MemoryJournal::finish_reads() {
    const bool fail = std::exchange(reads_fail_, false);
    for (const PageRequest& request : std::exchange(requests_, {})) {
        push(fail ? failed_page(request, StorageTrouble::journal_unreadable, "the disk failed")
                  : page(request));
    }
}

void MemoryJournal::crash(InFlight in_flight) {
    if (running_ && in_flight == InFlight::stored) commit(*running_, fault_);
    running_.reset();
    requests_.clear();
    events_.clear();
    fault_.reset();
    reads_fail_ = false;
}

// ---- writing -------------------------------------------------------------------------------

std::vector<Outcome> MemoryJournal::commit(const std::vector<Write>& writes,
                                           const std::optional<Fault>& fault) {
    using Kind = Fault::Kind;
    if (!fault) return store_all(writes, std::nullopt);
    if (fault->kind == Kind::write_fails) return store_all(writes, fault->at);
    if (fault->kind == Kind::nothing_stored)
        return std::vector<Outcome>(writes.size(),
                                    NotStored{"the disk is full", StorageTrouble::disk_full});
    if (fault->kind == Kind::unknown_stored) store_all(writes, std::nullopt);
    return std::vector<Outcome>(writes.size(), Unknown{"the disk failed"});
}

std::vector<Outcome> MemoryJournal::store_all(const std::vector<Write>& writes,
                                              std::optional<std::size_t> failing) {
    SkipRule rule;
    std::vector<Outcome> outcomes;
    for (const Write& write : writes) {
        if (rule.must_skip(write)) {
            outcomes.emplace_back(Skipped{});
        } else if (failing == outcomes.size()) {
            rule.on_not_stored(write);
            outcomes.emplace_back(NotStored{"the journal cannot be written"});
        } else {
            outcomes.emplace_back(std::visit([this](const auto& w) { return store(w); }, write));
        }
    }
    return outcomes;
}

Outcome MemoryJournal::store(const Post& post) {
    if (!ids_.contains({post.author, post.id}))
        if (const std::string_view refusal = refusal_of(post); !refusal.empty())
            return RoomRefused{refusal};
    Outcome outcome = append(post);
    const Stored* stored = std::get_if<Stored>(&outcome);
    if (stored && !stored->duplicate && moves_read_position(post.kind))
        store(ReadMark{post.author, post.conversation.id, stored->number});
    return outcome;
}

Outcome MemoryJournal::append(const Post& post) {
    if (std::optional<Outcome> before = stored_before(post)) return *before;
    if (std::optional<BadReference> no = problem_of(post)) return *no;
    StoredConversation& stored = conversations_[post.conversation.id];
    if (stored.entries.empty()) stored.conversation = post.conversation;
    const Hash last = stored.hashes.empty() ? Hash{} : stored.hashes.back();
    const Entry entry{
        stored.entries.size() + 1, post.author, post.at, post.id, post.kind, post.body};
    stored.entries.push_back(entry);
    stored.hashes.push_back(chain(last, post.conversation.id, entry));
    ids_[{post.author, post.id}] = {post.conversation.id, entry.number};
    follow_reference(post, entry.number, stored);
    return Stored{entry.number, stored.hashes.back(), entry.at, false};
}

std::optional<Outcome> MemoryJournal::stored_before(const Post& post) const {
    const auto before = ids_.find({post.author, post.id});
    if (before == ids_.end()) return std::nullopt;
    const auto& [conversation, number] = before->second;
    const StoredConversation& stored = conversations_.at(conversation);
    const Entry& entry = stored.entries[number - 1];
    if (conversation != post.conversation.id || entry.kind != post.kind ||
        !has_or_had_body(entry.body, entry.erased, post.body))
        return IdReused{};
    return Stored{number, stored.hashes[number - 1], entry.at, true, 0, entry.erased};
}

std::optional<BadReference> MemoryJournal::problem_of(const Post& post) const {
    if (!post.reference) return std::nullopt;
    const StoredConversation& stored = find_stored(post.conversation.id);
    const std::uint64_t number = referred_number(post.reference->body);
    std::optional<ReferredEntry> referred;
    if (number > 0 && number <= stored.entries.size()) {
        const Entry& entry = stored.entries[number - 1];
        referred = {entry.account, entry.kind, entry.erased.has_value()};
    }
    if (auto no = reference_problem(post, referred)) return no;
    const ReactionBody* reaction = std::get_if<ReactionBody>(&post.reference->body);
    const auto standing = stored.reactions.find(number);
    if (!reaction || standing == stored.reactions.end()) return std::nullopt;
    return reaction_problem(*reaction, standing->second.contains(reaction->emoji),
                            standing->second.size());
}

/// Does what the reference of an entry that was just stored demands.
void MemoryJournal::follow_reference(const Post& post, std::uint64_t number,
                                     StoredConversation& stored) {
    if (!post.reference) return;
    const std::uint64_t message = referred_number(post.reference->body);
    if (std::holds_alternative<EditBody>(post.reference->body))
        stored.edits[message].push_back(number);
    if (std::holds_alternative<EraseBody>(post.reference->body)) {
        for (const std::uint64_t edit : stored.edits[message])
            delete_body(stored.entries[edit - 1]);
        delete_body(stored.entries[message - 1]);
        stored.reactions.erase(message);
    }
    const ReactionBody* reaction = std::get_if<ReactionBody>(&post.reference->body);
    if (!reaction) return;
    auto& standing = stored.reactions[message];
    if (!reaction->off) {
        standing[reaction->emoji].insert(post.author);
    } else if (const auto those = standing.find(reaction->emoji); those != standing.end()) {
        those->second.erase(post.author);
        if (those->second.empty()) standing.erase(those);
    }
}

bool MemoryJournal::is_name_taken(const Claim& claim) const {
    return std::any_of(names_.begin(), names_.end(), [&claim](const auto& named) {
        const KnownName& name = named.second;
        return name.account != claim.account &&
               (name.folded == claim.folded || name.skeleton == claim.skeleton);
    });
}

Outcome MemoryJournal::store(const Claim& claim) {
    if (is_name_taken(claim)) return NameTaken{};
    if (std::optional<NotStored> no = claim_problem(known(claim.account))) return *no;
    names_[claim.folded] = {claim.folded, claim.skeleton, claim.display, claim.account};
    KnownAccount& known = know(claim.account, claim.lobby_history, entries(lobby).size());
    known.name = claim.display;
    return Stored{0, {}, claim.at, false, known.lobby_first};
}

Outcome MemoryJournal::store(const Kick&) { return Stored{}; }

Outcome MemoryJournal::store(const ReadMark& mark) {
    std::uint64_t& number = reads_[{mark.account, mark.conversation}];
    number = std::max(number, mark.number);
    return Stored{};
}

Outcome MemoryJournal::store(const StandingChange& change) {
    apply(change, standings_[change.account]);
    return Stored{0, {}, change.at, false};
}

Outcome MemoryJournal::store(const Invite& invite) {
    invites_[invite.key] = invite;
    return Stored{};
}

Outcome MemoryJournal::store(const Enrolment& enrolment) {
    const auto standing = standings_.find(enrolment.account);
    const auto invite = invites_.find(enrolment.invite);
    const bool banned = standing != standings_.end() && standing->second.banned;
    const std::uint64_t uses = invite == invites_.end() ? 0 : invite->second.uses_left;
    if (std::optional<NotStored> no = enrolment_problem(banned, uses)) return *no;
    --invite->second.uses_left;
    return store(StandingChange{.account = enrolment.account, .allowed = true, .at = enrolment.at});
}

Outcome MemoryJournal::store(const Rebind& rebind) {
    assert(rebind.announcement.conversation.id == lobby);
    if (std::optional<NotStored> no = rebind_problem(rebind, known(rebind.from), known(rebind.to)))
        return *no;
    const std::uint64_t before = entries(lobby).size();
    Outcome outcome = append(rebind.announcement);
    Stored* stored = std::get_if<Stored>(&outcome);
    if (!stored) return outcome;
    if (stored->duplicate) return IdReused{};  // the post was stored without this rebind
    stored->lobby_first = move_names(rebind, before);
    stored->further = move_memberships(rebind);
    return outcome;
}

/// Returns the first lobby entry that the new account may read.
std::uint64_t MemoryJournal::move_names(const Rebind& rebind, std::uint64_t lobby_entries) {
    for (auto& [folded, name] : names_)
        if (name.account == rebind.from) name.account = rebind.to;
    KnownAccount& to = know(rebind.to, rebind.lobby_history, lobby_entries);
    KnownAccount& from = accounts_.at(rebind.from);
    to.name = from.name;
    from.rebound_to = rebind.to;
    return to.lobby_first;
}

/// Returns the account, which becomes known when the lobby has so many entries if it is not yet.
KnownAccount& MemoryJournal::know(const Account& account,
                                  const std::optional<std::uint64_t>& lobby_history,
                                  std::uint64_t lobby_entries) {
    const std::uint64_t first = first_readable_in_lobby(lobby_history, lobby_entries);
    return accounts_.try_emplace(account, KnownAccount{account, {}, first}).first->second;
}

std::optional<KnownAccount> MemoryJournal::known(const Account& account) const {
    const auto found = accounts_.find(account);
    if (found == accounts_.end()) return std::nullopt;
    return found->second;
}

// ---- reading -------------------------------------------------------------------------------

PageRead MemoryJournal::page(const PageRequest& request) const {
    const StoredConversation& read = find_stored(request.conversation);
    PageRead result;
    result.token = request.token;

    const NumberRange range = requested_range(request, read.entries.size());
    PageFiller filler(request, result);
    for (std::uint64_t i = range.low; i <= range.high; ++i) {
        const std::uint64_t number = request.before ? range.high - (i - range.low) : i;
        if (!filler.add(read.entries[number - 1])) break;
    }
    filler.finish();

    const std::uint64_t before =
        result.entries.empty() ? request.after.value_or(0) : result.entries.front().number - 1;
    if (before > 0 && before <= read.hashes.size()) result.before = read.hashes[before - 1];
    return result;
}

// ---- for checkers --------------------------------------------------------------------------

const MemoryJournal::StoredConversation& MemoryJournal::find_stored(
    const ConversationId& conversation) const {
    static const StoredConversation empty;
    const auto found = conversations_.find(conversation);
    return found == conversations_.end() ? empty : found->second;
}

std::vector<Conversation> MemoryJournal::conversations() const {
    std::vector<Conversation> result;
    for (const auto& [id, stored] : conversations_) result.push_back(stored.conversation);
    return result;
}

const std::vector<Entry>& MemoryJournal::entries(const ConversationId& conversation) const {
    return find_stored(conversation).entries;
}

const std::vector<Hash>& MemoryJournal::hashes(const ConversationId& conversation) const {
    return find_stored(conversation).hashes;
}

}  // namespace indaba::broker
