#pragma once
/// One simulated person at one machine. Person owns a real Model, its files (outbox, positions), a
/// connection and a back-off; it posts, reads, leaves, returns and crashes at random. Several
/// people may share one account. Person drives the model as client.cpp and the programs do.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/client/model/model.hpp"
#include "tests/simulation/checker.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/own_copy.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/trace.hpp"

namespace indaba::simulation {

/// The objects that all people of a world share.
struct Environment {
    Random& random;
    Network& network;
    Checker& checker;
    Trace& trace;
    std::vector<Account> accounts;        // all accounts, and one that never joins
    std::vector<Account> account_of;      // index: the number of the person
    std::vector<ConversationId> rooms{};  // those that somebody has joined
    std::vector<bool> listens{};          // index: the number of the broker
    std::optional<ms> calm_from{};        // from then on no fault and no random action
};

class Person {
 public:
    struct Traits {
        Account account{};
        std::string name;
        bool quiet = false;
        bool resumes = false;     // stores its positions, as `tail` does
        bool shows_copy = false;  // keeps an own copy and shows it, as the window does
        client::Interest interest;
        ms pause{};                    // at most, between two random actions
        std::uint64_t crash_odds = 0;  // one in so many effects crashes it; 0: never
    };
    Person(int number, Traits traits, Environment& environment);

    // ---- time ----------------------------------------------------------------------------------
    void turn(client::Now now);
    std::optional<ms> next_event() const;

    // ---- faults -----------------------------------------------------------------------
    /// Ends the process, which loses all state that is not on disk. It starts again after `away`.
    void die(ms now, ms away);
    void freeze(ms until);
    void post_flood(client::Now now);  // more posts than the broker queues
    /// Sends bye, ends the process and starts it again after `away`.
    void leave(client::Now now, ms away);
    /// Ends its faults and starts the process if it was away.
    void heal(ms now);
    /// Starts with empty positions and an interest in each entry.
    void restart_from_zero(client::Now now);

    // ---- for the world and the checker ---------------------------------------------------------
    int number() const { return number_; }
    const Traits& traits() const { return traits_; }
    /// Stays away until restart_from_zero(): an operator has banned it.
    void stay_away(ms now);
    const client::Model* model() const { return model_ ? &*model_ : nullptr; }
    std::optional<Network::ConnectionId> connection() const { return connection_; }
    void prove_copy(client::Now now);
    std::size_t rows_on_disk() const { return outbox_.size(); }

 private:
    struct Position {
        std::uint64_t number = 0;
        std::optional<Hash> hash;
    };

    // the process
    void start(client::Now now);
    void resume(client::Now now);
    void connect(client::Now now);
    void close_line(ms now);
    void connect_later(ms now);
    void read_connection(client::Now now);

    // effects of the model
    void carry_out(client::Effects effects, client::Now now);
    void carry_out(const client::Effect& effect, client::Now now);
    void on_join_refused(const std::string& refused, client::Now now);
    void keep_position(const ConversationId& conversation);
    template <class Intent>
    void act(client::Now now, Intent&& intent) {
        if (!model_) return;
        client::Effects effects;
        intent(*model_, effects);
        check_copied();
        carry_out(std::move(effects), now);
    }

    // the own copy: person_copy.cpp
    void keep_copy(const client::Effect& effect, client::Now now);
    void write_copy(client::Now now);
    void fetch_missing(client::Now now);
    void begin_from_copy(client::Now now);
    void use_copy(client::Now now);
    client::CopiedEntries some_window();
    void show_somewhere(client::Now now);
    void show(const client::CopiedEntries& copied, client::Now now);
    void show_part(const client::EntriesReceived& received, client::Now now);
    void discard_old(client::Now now);
    void check_copied() const;

    // random actions
    void act_at_random(client::Now now);
    void post(client::OutboxRow row, client::Now now);
    client::OutboxRow something();
    void broadcast(client::Now now);
    void say_in_a_room(client::Now now);
    void change_a_room(client::Now now);
    void list_something(client::Now now);
    void whisper(client::Now now);
    void refer(client::Now now);
    void post_invalid(client::Now now);
    void mark_read(client::Now now);
    void fetch_for_copy(client::Now now);
    void subscribe_to_all(client::Now now);
    void take_name(client::Now now);
    void sync(client::Now now);
    std::optional<ConversationId> some_conversation();

    int number_;
    Traits traits_;
    Environment& environment_;

    // on disk
    std::vector<client::OutboxRow> outbox_;
    std::optional<JournalId> journal_;
    std::map<ConversationId, Position> positions_;
    std::uint64_t posts_made_ = 0;
    OwnCopy copy_;

    // in memory
    std::optional<client::Model> model_;
    std::optional<Network::ConnectionId> connection_;
    client::CopiedEntries window_;  // in sight; without the entries
    std::optional<client::CopiedEntries> late_;
    std::set<ConversationId> cannot_fetch_;  // for the copy, on this connection
    bool fetches_for_copy_ = false;
    ms back_off_{};
    std::optional<ms> starts_at_, connects_at_, opens_at_;
    ms next_action_at_{};
    ms frozen_until_{};
};

}  // namespace indaba::simulation
