#pragma once
/// Judges what a crowd of clients is shown, as strictly as a client would: numbers are dense,
/// hashes chain, and every entry is what somebody of the crowd said, in the same place for all.
/// Pure: the load generator tells it what was said and what came; it knows no socket and no clock.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/wire/protocol.hpp"
#include "tests/load/latencies.hpp"

namespace indaba::load {

/// Said by one of the crowd; `at` on the steady clock.
struct Post {
    std::size_t author = 0;
    std::optional<std::size_t> to;  // nothing: a broadcast in the lobby
    ConversationId conversation{};
    MessageId id{};
    Micros at{};
    std::string body;
    bool was_resent = false;
    // Where it was first seen. Everybody must see it there.
    std::uint64_t number = 0;
    Hash hash{};
};

struct Counts {
    std::uint64_t sent = 0;
    std::uint64_t receipts = 0;
    std::uint64_t expected = 0;  // deliveries due
    std::uint64_t delivered = 0;
    std::uint64_t lost = 0;  // due but not delivered, or live numbers that never came
    std::uint64_t doubled = 0;
    std::uint64_t out_of_order = 0;
    std::uint64_t wrong = 0;  // not what was said, or contradicting heads, pages or digests
    bool clean() const { return lost + doubled + out_of_order + wrong == 0; }
};

class Checker {
 public:
    /// `run` tells the posts of this run from all others.
    Checker(std::vector<Account> accounts, std::uint64_t run);

    /// A new post; its text carries author, sequence and time, filled up to `text_bytes`.
    std::size_t say(std::size_t author, std::optional<std::size_t> to, Micros at,
                    std::size_t text_bytes);
    /// Its author sends it once more; if it is stored already, the author is told its entry again.
    void resend_post(std::size_t index) { posts_[index].was_resent = true; }
    const Post& post(std::size_t index) const { return posts_[index]; }
    const Account& account(std::size_t client) const { return accounts_[client]; }

    // what a client was told; the result: which of its own posts now have their receipt
    void heads(std::size_t client, const Heads& heads);
    std::vector<std::size_t> live(std::size_t client, const Entries& entries, Micros now);
    std::vector<std::size_t> page(std::size_t client, const Page& page, Micros now);
    /// Its request for this conversation was refused: what it lacks will not come.
    void page_refused(std::size_t client, const ConversationId& conversation);
    void pong(std::size_t client, const Digest& digest);

    /// What a client that was behind has to ask for next.
    std::optional<History> wanted(std::size_t client) const;

    bool all_delivered() const {
        return counts_.delivered >= counts_.expected && counts_.receipts >= counts_.sent;
    }
    Counts counts() const;
    const Latencies& latencies() const { return latencies_; }

 private:
    /// One conversation as one client holds it.
    struct Standing {
        std::uint64_t number = 0;  // held up to here, without a hole
        Hash hash{};
        std::uint64_t live = 0;                // the last number told by heads or a live entry
        std::set<std::uint64_t> missing;       // jumped over by live entries
        std::map<std::uint64_t, Entry> ahead;  // came while something before it is missing
        std::uint64_t announced = 0;           // held numbers should reach this
    };
    using Client = std::map<ConversationId, Standing>;

    void check_order(std::size_t client, Standing& standing, const Entry& entry);
    void hold(std::size_t client, const ConversationId& conversation, Standing& standing,
              const Entry& entry, Micros now, std::vector<std::size_t>& receipts);
    void deliver(std::size_t client, const ConversationId& conversation, const Standing& standing,
                 const Entry& entry, Micros now, std::vector<std::size_t>& receipts);
    std::optional<std::size_t> index_of(const MessageId& id) const;
    bool is_due(std::size_t client, const Post& post) const;
    bool is_resend_answer(std::size_t client, const Entry& entry) const;

    std::vector<Account> accounts_;
    std::set<Account> crowd_;
    std::uint64_t run_;
    std::vector<Post> posts_;
    std::vector<std::uint64_t> said_;  // by each client
    std::vector<bool> saw_all_heads_;  // which clients have been told all heads once
    std::vector<Client> clients_;
    Counts counts_;
    Latencies latencies_;
};

}  // namespace indaba::load
