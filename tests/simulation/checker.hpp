#pragma once
/// The promises, watched from outside while a simulated world runs, and judged after it has healed.
/// It believes the journal and what people did, never the core or a model.
/// A broken promise is thrown as Violation; only simulate() (world.hpp) catches it.
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

namespace indaba::simulation {

struct Violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Checker {
 public:
    explicit Checker(broker::MemoryJournal& journal) : journal_(journal) {}

    /// From now on the broker may not have heard of claims that the journal has.
    void allow_unknown_names() { names_certain_ = false; }

    // ---- what people do and receive -----------------------------------------------------------
    void on_posted(int person, const Account& author, const client::OutboxRow& row);
    void on_model_started(int person, const Account& account);
    void on_effect(int person, const client::Effect& effect);

    // ---- what the broker writes to a connection
    // ------------------------------------------------------
    void on_written(Network::ConnectionId connection, const Account& to, const ToClient& message);

    // ---- after healing -------------------------------------------------------------------------
    /// P1 to P4 in the journal; everything said has its receipt or its refusal.
    void check_journal();
    /// What one model knows. `present`: who is here in truth.
    void check_model(int person, const client::Model& model, const std::set<Account>& present);
    /// What an account has read is not forgotten: noted of one model, demanded of a later one.
    void note_reads(const client::Model& model);
    void check_reads(int person, const client::Model& model);

 private:
    using PostKey = std::pair<Account, MessageId>;
    struct Posted {
        int person = 0;
        std::uint64_t turn = 0;  // of this person, ascending
        ConversationId conversation{};
        std::string kind, body;
        bool may_be_refused = false;
        bool receipt = false, refused = false;
    };
    struct Run {  // of one model
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
        bool live = false;  // has received `ready`, and no resync has begun since
        Heads pending_heads, known_heads;
    };
    /// Where, for the words of a violation.
    struct Where {
        int person;
        const ConversationId& conversation;
    };

    bool is_known(const Account& account) const;
    void check(int person, const client::Receipt& receipt);
    void check(int person, const client::NewEntries& entries);
    void check(int person, const client::PostRefused& refused);

    void check(ClientView& view, const Account& to, const People& people);
    void check(ClientView& view, const Account& to, const indaba::Heads& heads);
    void check(ClientView& view, const Account& to, const Ready& ready);
    void check(ClientView& view, const Account& to, const Entries& entries);
    void check(ClientView& view, const Account& to, const Page& page);
    void check(ClientView& view, const Account& to, const Pong& pong);
    template <class Other>
    void check(ClientView&, const Account&, const Other&) {}
    void check_readable(const Conversation& conversation, const Account& to) const;
    void check_committed(const Conversation& conversation, const std::vector<Entry>& entries) const;
    Hash hash_at(const ConversationId& conversation, std::uint64_t number) const;

    void check_conversation(const Conversation& conversation, std::set<PostKey>& seen) const;
    void check_outboxes(const std::set<PostKey>& seen) const;
    void check_held_entries(const client::ConversationState& state, Where where) const;
    void check_complete(const client::ConversationState& state, Where where) const;
    void check_people(int person, const client::Model& model,
                      const std::set<Account>& present) const;
    void check_names(int person, const client::Model& model) const;

    broker::MemoryJournal& journal_;
    bool names_certain_ = true;
    std::map<PostKey, Posted> posts_;
    std::map<int, std::uint64_t> turns_;
    std::map<int, Run> runs_;
    std::map<Network::ConnectionId, ClientView> views_;
    std::map<std::pair<Account, ConversationId>, std::uint64_t> reads_;
};

}  // namespace indaba::simulation
