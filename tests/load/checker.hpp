#pragma once
/// Checks what many clients receive, as strictly as a client would: numbers are dense, hashes
/// chain, and every entry is a post of one of the clients, at the same number for all. Pure: the
/// load generator reports each post and each received message; the checker knows no socket and no
/// clock.
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

/// A post of one of the clients; `at` is on the steady clock.
struct Post {
    std::size_t author = 0;
    std::optional<std::size_t> to;  // empty: a broadcast in the author's room
    ConversationId conversation{};
    MessageId id{};
    Micros at{};
    std::string body;
    bool was_resent = false;
    // Its place in the first delivery. Every client must receive it there. 0: not delivered yet.
    std::uint64_t number = 0;
    Hash hash{};
    Micros last_delivery{};  // to any client
};

struct Counts {
    std::uint64_t sent = 0;
    std::uint64_t receipts = 0;
    std::uint64_t expected = 0;  // deliveries due
    std::uint64_t delivered = 0;
    std::uint64_t lost = 0;  // due but not delivered, or a skipped live number
    std::uint64_t doubled = 0;
    std::uint64_t out_of_order = 0;
    std::uint64_t wrong = 0;  // unlike the post, or in conflict with heads, pages or digests
    bool clean() const { return lost + doubled + out_of_order + wrong == 0; }
};

class Checker {
 public:
    /// `run` is a random number that marks the posts of this run.
    Checker(std::vector<Account> accounts, std::uint64_t run);

    /// Records a new post and returns its index. Its text holds author, sequence and time, and is
    /// filled up to `text_bytes`.
    std::size_t add_post(std::size_t author, std::optional<std::size_t> to, Micros at,
                         std::size_t text_bytes);
    /// Records that the author sends a post again. When it is stored already, the broker sends its
    /// entry to the author once more.
    void mark_resent(std::size_t index) { posts_[index].was_resent = true; }
    const Post& post(std::size_t index) const { return posts_[index]; }
    const Account& account(std::size_t client) const { return accounts_[client]; }
    /// Returns the room that the client posts in: the lobby until it joins another.
    const ConversationId& room_of(std::size_t client) const { return room_of_[client]; }

    // Each records what client number `client` has received, and returns the indexes of its own
    // posts that have their receipt now.
    void on_heads(std::size_t client, const Heads& heads);
    /// From then on the client posts in this room, and gets what is said there.
    void on_room_joined(std::size_t client, const RoomJoined& joined);
    std::vector<std::size_t> on_live(std::size_t client, const Entries& entries, Micros now);
    std::vector<std::size_t> on_page(std::size_t client, const Page& page, Micros now);
    /// The request for a page of this conversation was refused: missing entries will not come.
    void on_page_refused(std::size_t client, const ConversationId& conversation);
    void on_pong(std::size_t client, const Digest& digest);

    /// Returns the next request of a client that lacks entries; nothing when it has them all.
    std::optional<History> next_request(std::size_t client) const;

    bool all_delivered() const {
        return counts_.delivered >= counts_.expected && counts_.receipts >= counts_.sent;
    }
    Counts counts() const;
    const Latencies& latencies() const { return latencies_; }
    /// Returns how long authors waited for their own entries.
    const Latencies& receipt_latencies() const { return receipt_latencies_; }

 private:
    /// One conversation as one client has received it.
    struct Received {
        std::uint64_t number = 0;  // all entries up to this one were received
        Hash hash{};
        std::uint64_t live = 0;                // the highest number in heads or live entries
        std::set<std::uint64_t> missing;       // skipped by live entries
        std::map<std::uint64_t, Entry> ahead;  // received while an earlier one is missing
        std::uint64_t announced = 0;           // `number` must reach this
    };
    using Client = std::map<ConversationId, Received>;

    void check_order(std::size_t client, Received& received, const Entry& entry);
    void accept(std::size_t client, const ConversationId& conversation, Received& received,
                const Entry& entry, Micros now, std::vector<std::size_t>& receipts);
    void deliver(std::size_t client, const ConversationId& conversation, const Received& received,
                 const Entry& entry, Micros now, std::vector<std::size_t>& receipts);
    std::optional<std::size_t> index_of(const MessageId& id) const;
    bool is_due(std::size_t client, const Post& post) const;
    bool is_resend_answer(std::size_t client, const Entry& entry) const;

    std::vector<Account> accounts_;
    std::set<Account> known_accounts_;
    std::uint64_t run_;
    std::vector<Post> posts_;
    std::vector<std::uint64_t> posts_by_author_;
    std::vector<bool> saw_all_heads_;  // by client: it has received all heads once
    std::vector<Client> clients_;
    std::vector<ConversationId> room_of_;             // by client
    std::map<ConversationId, std::uint64_t> joined_;  // the clients that post in each room
    Counts counts_;
    Latencies latencies_, receipt_latencies_;
};

}  // namespace indaba::load
