#include "broker/journal/room_rules.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"

namespace indaba::broker {
namespace {

constexpr RoomDecision change_it{RoomVerdict::change, {}};
constexpr RoomDecision unchanged{RoomVerdict::unchanged, {}};

RoomDecision refused(std::string_view code) { return {RoomVerdict::refused, code}; }

const RoomMember* find_member(const RoomState& room, const std::optional<Account>& account) {
    const auto found = account ? room.members.find(*account) : room.members.end();
    return found == room.members.end() ? nullptr : &found->second;
}

/// The facts that the rule of one kind of change sees.
struct Case {
    const RoomChange& change;
    const RoomState& room;
    const RoomFacts& facts;
    const RoomMember* by;       // null: not a member
    const RoomMember* account;  // null: not a member
    bool too_many_rooms() const { return facts.joined >= change.limits.joined; }
    /// Somebody may be added by others until a quarter of the places is left for its own choice.
    bool too_many_to_be_added() const {
        return facts.joined >= change.limits.joined - change.limits.joined / 4;
    }
    /// Without an owner, nobody could give a private room to others any more.
    bool leaves_no_owner(const RoomMember& member) const {
        return member.owner && facts.owners == 1 && facts.members > 1;
    }
};

RoomDecision decide_created(const Case& c) {
    if (c.facts.exists) return refused(code::unknown_action);
    if (c.facts.title_taken) return refused(code::title_taken);
    if (c.facts.rooms >= c.change.limits.rooms) return refused(code::rooms_used_up);
    const bool by_console = !newcomer_of(c.change);
    const bool used_up =
        c.too_many_rooms() || c.facts.created_today >= c.change.limits.created_per_day;
    return !by_console && used_up ? refused(code::rooms_used_up) : change_it;
}

RoomDecision decide_joined(const Case& c) {
    if (c.by) return unchanged;
    if (c.room.archived) return refused(code::archived);
    return c.too_many_rooms() ? refused(code::rooms_used_up) : change_it;
}

RoomDecision decide_left(const Case& c) {
    if (!c.by) return refused(code::not_member);
    return c.leaves_no_owner(*c.by) ? refused(code::last_owner) : change_it;
}

RoomDecision decide_added(const Case& c) {
    if (c.room.archived) return refused(code::archived);
    if (c.account) return unchanged;
    return c.too_many_to_be_added() ? refused(code::rooms_used_up) : change_it;
}

RoomDecision decide_removed(const Case& c) {
    if (!c.account) return unchanged;
    return c.leaves_no_owner(*c.account) ? refused(code::last_owner) : change_it;
}

RoomDecision decide_owner(const Case& c) {
    if (!c.account) return refused(code::not_member);
    if (c.account->owner) return unchanged;
    return c.facts.owners >= limit::room_owners ? refused(code::rooms_used_up) : change_it;
}

RoomDecision decide_member(const Case& c) {
    if (!c.account) return refused(code::not_member);
    if (!c.account->owner) return unchanged;
    return c.facts.owners == 1 ? refused(code::last_owner) : change_it;
}

RoomDecision decide_title(const Case& c) {
    if (c.room.archived) return refused(code::archived);
    if (c.facts.title_taken) return refused(code::title_taken);
    return c.change.event.title == c.room.title ? unchanged : change_it;
}

RoomDecision decide_topic(const Case& c) {
    if (c.room.archived) return refused(code::archived);
    return c.change.event.topic == c.room.topic ? unchanged : change_it;
}

RoomDecision decide_archived(const Case& c) { return c.room.archived ? unchanged : change_it; }

RoomDecision decide_reopened(const Case& c) {
    if (!c.room.archived) return unchanged;
    return c.facts.title_taken ? refused(code::title_taken) : change_it;
}

enum class For { everybody, members, owners };  // an operator may do what an owner may
struct Rule {
    For whom;
    RoomDecision (*decide)(const Case&);
};

const Rule* rule_of(const std::string& what) {
    static const std::map<std::string_view, Rule> rules{
        {"joined", {For::everybody, decide_joined}},  {"left", {For::everybody, decide_left}},
        {"added", {For::members, decide_added}},      {"topic", {For::members, decide_topic}},
        {"removed", {For::owners, decide_removed}},   {"owner", {For::owners, decide_owner}},
        {"member", {For::owners, decide_member}},     {"title", {For::owners, decide_title}},
        {"archived", {For::owners, decide_archived}}, {"reopened", {For::owners, decide_reopened}}};
    const auto found = rules.find(what);
    return found == rules.end() ? nullptr : &found->second;
}

}  // namespace

RoomDecision decide_room_change(const RoomChange& change, const RoomState& room,
                                const RoomFacts& facts) {
    const RoomEvent& event = change.event;
    const Case c{change, room, facts, find_member(room, event.by),
                 find_member(room, event.account)};
    if (event.what == "created") return decide_created(c);
    const bool by_console = event.by == change.announcement.author;
    if (!facts.exists || (room.is_private && !c.by && !by_console))
        return refused(code::unknown_room);
    const Rule* rule = rule_of(event.what);
    if (!rule) return refused(code::unknown_action);
    if (rule->whom != For::everybody && !change.by_operator && !by_console) {
        if (!c.by) return refused(code::not_member);
        if (rule->whom == For::owners && !c.by->owner) return refused(code::not_owner);
    }
    return rule->decide(c);
}

std::optional<Account> newcomer_of(const RoomChange& change) {
    const RoomEvent& event = change.event;
    if (event.what == "added") return event.account;
    const bool joins = event.what == "created" || event.what == "joined";
    if (!joins || event.by == change.announcement.author) return std::nullopt;
    return event.by;
}

std::optional<ReadMark> newcomers_mark(const RoomChange& change, std::uint64_t number) {
    const std::optional<Account> newcomer = newcomer_of(change);
    if (!newcomer) return std::nullopt;
    return ReadMark{*newcomer, change.announcement.conversation.id, number};
}

std::optional<ReadMark> newcomers_mark(const Rebind& rebind, const FurtherEntry& further,
                                       const RoomState& before) {
    if (before.members.contains(rebind.to)) return std::nullopt;
    return ReadMark{rebind.to, further.conversation.id, further.entry.number};
}

std::vector<Account> touched_by(const RoomEvent& event) {
    std::vector<Account> accounts{event.by};
    std::ranges::copy_if(std::initializer_list<Account>{event.account.value_or(event.by),
                                                        event.from.value_or(event.by)},
                         std::back_inserter(accounts), [&accounts](const Account& one) {
                             return std::ranges::count(accounts, one) == 0;
                         });
    return accounts;
}

bool needs_counts(const RoomChange& change) {
    constexpr std::array<std::string_view, 4> whats{"owner", "member", "left", "removed"};
    return std::ranges::find(whats, change.event.what) != whats.end();
}

bool takes_title(const RoomChange& change, const RoomState& room) {
    if (change.event.what == "created") return !change.event.is_private;
    return !room.is_private && (change.event.what == "title" || change.event.what == "reopened");
}

std::string_view post_refusal(const RoomState* room, bool is_member) {
    if (!room || (room->is_private && !is_member)) return code::unknown_room;
    if (!is_member) return code::not_member;
    return room->archived ? code::archived : std::string_view();
}

Post room_announcement(const Rebind& rebind, const Conversation& room) {
    Post post = rebind.announcement;
    post.conversation = room;
    const Hash unique =
        hash_of_body(std::string(rebind.announcement.id.view()) + std::string(room.id.view()));
    std::copy_n(unique.bytes.begin(), MessageId::length, post.id.bytes.begin());
    post.kind = kind_room;
    RoomEvent event;
    event.what = "rebound";
    event.by = post.author;
    event.account = rebind.to;
    event.from = rebind.from;
    post.body = encode(event);
    return post;
}

}  // namespace indaba::broker
