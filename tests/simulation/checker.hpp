#pragma once
/// Checks the promises P1 to P4 of a simulated world from outside: each event during the storm, the
/// final state after the faults have ended. Its reference is the journal and the record of posts,
/// never the core or a model. A broken promise is thrown as Violation; only simulate() (world.hpp)
/// catches it.
#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "broker/journal/memory_journal.hpp"
#include "common/client/model/model.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/rooms.hpp"

namespace indaba::broker {
class Core;
}

namespace indaba::simulation {

struct Violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Checker {
 public:
    explicit Checker(broker::MemoryJournal& journal) : journal_(journal), rooms_(journal) {}

    /// Accepts from now on that the broker lacks name claims and changes of rooms which the journal
    /// has: nobody sends them again.
    void allow_lost_outcomes() { outcomes_certain_ = false; }

    /// Accepts from now on that whispers are refused, because their reader is banned.
    void allow_bans() { bans_occur_ = true; }

    // ---- posts, and effects of the models ------------------------------
    /// `knows_reader`: the broker that the person is joined at has heard of a whisper's reader, if
    /// the journal has.
    void on_posted(int person, const Account& author, const client::OutboxRow& row,
                   bool knows_reader);
    void on_model_started(int person, const Account& account);
    void on_effect(int person, const client::Effect& effect);
    /// From now on, a person may receive again what it discards.
    void on_discarded(int person, const ConversationId& conversation, std::uint64_t number);
    /// `before`: the entries without a body that were held before.
    void on_shown(int person, const client::Model& model, const client::CopiedEntries& shown,
                  const std::vector<std::uint64_t>& before) const;
    /// Checks that a model has applied what it received to the entries that it holds.
    void check_applied(int person, const client::Model& model,
                       const client::EntriesReceived& received) const;
    void check_messages(int person, const client::ConversationState& state,
                        const Account& me) const;

    // ---- messages of the broker ------------------------------------------------
    struct Written {
        Network::ConnectionId connection = 0;
        int broker = 0;  // that has written to it
    };
    void on_written(const Written& written, const Account& to, const ToClient& message);

    // ---- after the faults have ended ------------------------------
    /// Checks P1 to P4 in the journal, and that each post has its receipt or its refusal.
    void check_journal();
    void check_core(const broker::Core& core);
    void check_access(const broker::Core& core) const;
    /// Checks the state of one model. `present`: the accounts that are really online.
    void check_model(int person, const client::Model& model, const std::set<Account>& present);
    void check_shown(int person, const client::Model& model,
                     const client::CopiedEntries& shown) const;
    /// Records the read marks of a model; check_reads() requires them of a later model of the
    /// account.
    void note_reads(const client::Model& model);
    void check_reads(int person, const client::Model& model);

 private:
    using PostKey = std::pair<Account, MessageId>;
    struct Posted {
        int person = 0;
        std::uint64_t turn = 0;  // counts the posts of this person, ascending
        ConversationId conversation{};
        std::string kind, body;
        bool may_be_refused = false;
        bool receipt = false, refused = false;
    };
    struct Run {  // the life of one model
        Account account{};
        std::set<std::pair<ConversationId, std::uint64_t>> numbers;
        std::set<MessageId> settled;
    };
    struct Head {
        std::uint64_t number = 0;
        Hash hash{};
    };
    using Heads = std::map<ConversationId, Head>;
    struct ClientView {
        bool live = false;  // `ready` was received, and no resync has begun since
        Heads pending_heads, known_heads;
    };
    /// The place that a violation names.
    struct Where {
        int person;
        const ConversationId& conversation;
    };

    bool is_known(const Account& account) const;
    void check(int person, const client::Receipt& receipt);
    void check(int person, const client::EntriesReceived& received);
    void check(int person, const client::NewEntries& entries);
    void check(int person, const client::PostRefused& refused);

    void check(ClientView& view, const Account& to, const People& people);
    void check(ClientView& view, const Account& to, const indaba::Heads& heads);
    void check(ClientView& view, const Account& to, const Ready& ready);
    void check(ClientView& view, const Account& to, const Entries& entries);
    void check(ClientView& view, const Account& to, const Page& page);
    void check(ClientView& view, const Account& to, const Pong& pong);
    void check(ClientView& view, const Account& to, const RoomJoined& joined);
    void check(ClientView& view, const Account& to, const RoomLeft& left);
    void check(ClientView& view, const Account& to, const RoomDirectory& directory);
    void check(ClientView& view, const Account& to, const MemberList& list);
    template <class Other>
    void check(ClientView&, const Account&, const Other&) {}
    void check_room_head(const indaba::Head& head, std::uint64_t applied, const Account& to);
    void check_room_entries(const ClientView& view, const Account& to, const Entries& entries);
    void check_room_page(const Page& page, const Account& to);
    void check_readable(const Conversation& conversation, const Account& to) const;
    void check_committed(const ClientView& view, const Conversation& conversation,
                         const std::vector<Entry>& entries) const;
    Hash hash_at(const ConversationId& conversation, std::uint64_t number) const;

    void check_message(int person, const client::ConversationState& state, const Entry& held) const;
    void compare_messages(int person, const client::ConversationState& state,
                          const client::ConversationState& whole, std::uint64_t number,
                          bool quoted = false) const;
    std::string text_of(const Entry& entry) const;

    void check_rooms_in_journal();
    void check_names_in_journal() const;
    void check_room(int person, const client::ConversationState& state, const Account& me);
    /// Returns true unless the broker may lack the last entry, a change of the room.
    bool is_settled(const Conversation& conversation) const;
    bool may_read(const Conversation& conversation, const Account& account);
    void check_conversation(const Conversation& conversation, std::set<PostKey>& seen) const;
    void check_outboxes(const std::set<PostKey>& seen) const;
    void check_held_entries(const client::ConversationState& state, Where where) const;
    void check_complete(const client::ConversationState& state, Where where) const;
    void check_people(int person, const client::Model& model,
                      const std::set<Account>& present) const;
    void check_names(int person, const client::Model& model) const;

    broker::MemoryJournal& journal_;
    RoomHistory rooms_;
    bool outcomes_certain_ = true;
    bool bans_occur_ = false;
    std::map<PostKey, Posted> posts_;
    std::map<int, std::uint64_t> turns_;
    std::map<int, Run> runs_;
    std::map<Network::ConnectionId, ClientView> views_;
    std::map<std::pair<Account, ConversationId>, std::uint64_t> reads_;
};

}  // namespace indaba::simulation
