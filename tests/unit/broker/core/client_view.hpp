#pragma once
/// The heads that one client was told, and the checks of each message that reaches it: nothing of a
/// private room comes to an account that is no member, and nothing of any room from before its
/// first entry or after its last one.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/wire/chain.hpp"
#include "tests/support/harness.hpp"
#include "tests/unit/broker/core/room_states.hpp"

namespace indaba::broker::test {

class ClientView {
 public:
    ClientView(std::string client, Harness& broker, RoomStates& rooms)
        : client_(std::move(client)), me_(account(client_)), broker_(broker), rooms_(rooms) {}

    /// Forgets everything, as a client does that connects anew.
    void restart() {
        heads_.clear();
        asked_.clear();
        post_to_retry_.reset();
        ready_ = ended_ = heads_follow_ = false;
    }
    /// Notes that the client is about to ask about a room, by a post or by a request. A room is
    /// hidden when it is private and the account is no member just now.
    void asks(const ToBroker& message, const ConversationId& room) {
        const ConversationRecord* record = broker_.core().conversations().find(room);
        const bool hidden = record && record->room && !record->room->is_visible_to(me_);
        const auto note = [&](const auto& any) {
            if constexpr (requires { any.id; })
                asked_[key_of(any.id, {})].push_back({room, hidden});
            if constexpr (requires { any.request; })
                asked_[key_of({}, any.request)].push_back({room, hidden});
            if constexpr (requires { any.id; })
                if (post_to_retry_ == any.id) post_to_retry_.reset();
        };
        std::visit(note, message);
    }
    /// Checks what was sent since the last call. A session that has ended is sent nothing more.
    void read_messages() {
        const std::vector<SharedOutgoing>& all = broker_.sent_to(client_);
        CHECK((!ended_ || all.empty()));
        for (const SharedOutgoing& sent : all)
            std::visit([this](const auto& message) { take(message); }, sent->message());
        const bool learned = !all.empty();
        broker_.forget(client_);
        ended_ = ready_ && !broker_.is_joined(client_);
        for (const auto& [id, head] : heads_)
            if (learned && head.info) CHECK(rooms_.after(id, head.number).members.contains(me_));
    }

    bool has(const ConversationId& room) const { return heads_.contains(room); }
    /// Returns the id of the newest post that was refused and may be sent again.
    const std::optional<MessageId>& post_to_retry() const { return post_to_retry_; }

    /// Checks that the client knows all entries of all rooms of its account, and no other room.
    void check_complete() {
        broker_.from(client_, Ping{});
        REQUIRE(broker_.count<Pong>(client_) == 1);
        read_messages();
        for (const ConversationId& id : broker_.core().conversations().rooms()) {
            CHECK(has(id) == rooms_.newest(id).members.contains(me_));
            if (has(id)) CHECK(heads_.at(id).number == broker_.journal.entries(id).size());
        }
    }

 private:
    struct Asked {
        ConversationId room{};
        bool hidden = false;
    };
    using Key = std::pair<std::optional<MessageId>, std::optional<std::uint64_t>>;

    static Key key_of(const std::optional<MessageId>& id,
                      const std::optional<std::uint64_t>& request) {
        return {id, request};
    }
    Digest digest() const {
        Digest digest;
        for (const auto& [id, head] : heads_)
            digest = digest ^ digest_part(id, head.number, head.hash);
        return digest;
    }
    static bool is_room(const Conversation& conversation) {
        return conversation.room && conversation.id != lobby;
    }

    // ---- checks against the journal --------------------------------------------------------

    void check_head(const Head& head, std::uint64_t proven_at) {
        const ConversationId& id = head.conversation.id;
        if (!is_room(head.conversation)) return;
        const RoomState& state = rooms_.after(id, proven_at);
        REQUIRE(state.members.contains(me_));
        CHECK(head.first == state.members.at(me_).first);
        REQUIRE(head.info);
        CHECK(head.info->members == state.members.size());
        CHECK(head.info->title == state.title);
        CHECK(head.conversation.room == state.title);
    }
    void check_stored(const ConversationId& id, const Entry& entry) const {
        REQUIRE(entry.number <= broker_.journal.entries(id).size());
        CHECK(entry == broker_.journal.entries(id)[entry.number - 1]);
    }
    /// Checks an entry that is new to the client: its account is a member just before or after it.
    void check_readable(const ConversationId& id, const Entry& entry) {
        const RoomState& after = rooms_.after(id, entry.number);
        const RoomState& state =
            after.members.contains(me_) ? after : rooms_.after(id, entry.number - 1);
        REQUIRE(state.members.contains(me_));
        CHECK(entry.number >= state.members.at(me_).first);
    }
    /// Returns whether the refusal tells nothing of a private room to an account that is not in it:
    /// it is that of no room. One that asked as a member may also be told to try again.
    bool may_answer(const Refusal& refusal, const Asked& asked) {
        if (!rooms_.newest(asked.room).is_private || has(asked.room)) return true;
        static const std::set<std::string_view> of_no_room{
            code::unknown_room, code::unknown_conversation, code::one_at_a_time, code::retry_order,
            code::not_joined};
        return of_no_room.contains(refusal.code) || (!asked.hidden && refusal.retry_ms);
    }

    // ---- messages --------------------------------------------------------------------------

    void take(const Heads& heads) {
        if (!heads_follow_) heads_.clear();
        heads_follow_ = heads.more;
        for (const Head& head : heads.heads) {
            check_head(head, head.number);
            heads_[head.conversation.id] = head;
        }
    }
    void take(const Ready&) { ready_ = true; }
    void take(const RoomJoined& joined) {
        CHECK_FALSE(has(joined.head.conversation.id));
        check_head(joined.head, joined.head.number + 1);
        heads_[joined.head.conversation.id] = joined.head;
    }
    void take(const RoomLeft& left) {
        REQUIRE(has(left.conversation));
        const std::uint64_t last = heads_.at(left.conversation).number;
        CHECK_FALSE(rooms_.after(left.conversation, last).members.contains(me_));
        heads_.erase(left.conversation);
    }
    /// Takes new entries, and own ones that answer a resend.
    void take(const Entries& entries) {
        const ConversationId& id = entries.conversation.id;
        REQUIRE(has(id));
        Head& head = heads_.at(id);
        for (const Entry& entry : entries.entries) {
            check_stored(id, entry);
            if (entry.number <= head.number) {
                CHECK(entry.account == me_);
                continue;
            }
            if (is_room(entries.conversation)) check_readable(id, entry);
            CHECK(entry.number == head.number + 1);
            head.hash = chain(head.hash, id, entry);
            head.number = entry.number;
        }
    }
    void take(const Page& page) {
        const ConversationId& id = page.conversation.id;
        REQUIRE(has(id));
        const std::uint64_t last = heads_.at(id).number;
        const RoomState& state = rooms_.after(id, last);
        REQUIRE(state.members.contains(me_));
        for (const Entry& entry : page.entries) {
            check_stored(id, entry);
            CHECK(entry.number >= state.members.at(me_).first);
            CHECK(entry.number <= last);
        }
    }
    void take(const RoomDirectory& directory) {
        for (const RoomInfo& room : directory.rooms) {
            CHECK((!room.is_private || has(room.id)));
            if (!has(room.id)) continue;
            const RoomState& state = rooms_.after(room.id, heads_.at(room.id).number);
            CHECK(room.members == state.members.size());
        }
    }
    void take(const MemberList& list) {
        const ConversationId& id = list.conversation;
        CHECK((has(id) || !rooms_.newest(id).is_private));
        if (!has(id)) return;
        std::set<Account> told, proven;
        for (const Person& person : list.members) told.insert(person.account);
        for (const auto& [account, member] : rooms_.after(id, heads_.at(id).number).members)
            proven.insert(account);
        CHECK(told == proven);
    }
    void take(const Pong& pong) const {
        if (ready_) CHECK(pong.digest == digest());
    }
    void take(const Done& done) {
        CHECK(std::ranges::none_of(asked_[key_of({}, done.request)], &Asked::hidden));
    }
    void take(const Refusal& refusal) {
        if (refusal.id && refusal.retry_ms) post_to_retry_ = refusal.id;
        const std::vector<Asked>& asked = asked_[key_of(refusal.id, refusal.request)];
        CHECK((asked.empty() || std::ranges::any_of(asked, [&](const Asked& one) {
                   return may_answer(refusal, one);
               })));
    }
    template <class AboutPeople>
    void take(const AboutPeople&) const {}

    const std::string client_;
    const Account me_;
    Harness& broker_;
    RoomStates& rooms_;
    std::map<ConversationId, Head> heads_;
    std::map<Key, std::vector<Asked>> asked_;
    std::optional<MessageId> post_to_retry_;
    bool ready_ = false;
    bool ended_ = false;         // by the broker
    bool heads_follow_ = false;  // another part of the heads does
};

}  // namespace indaba::broker::test
