#pragma once
/// The messages between the brokers of one server in their encoded form: a map like a message of
/// the wire, with the record's type as `t` (codec.hpp). No client sees them. A field is added as in
/// protocol.hpp.
#include <cstdint>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "common/wire/protocol.hpp"

namespace indaba {

/// The limits of these messages, which are longer than a client's: a batch has many posts.
constexpr std::size_t max_peer_record_bytes = 16 * 1024 * limit::KiB;
constexpr std::size_t max_peer_record_items = 65'536;  // of one list

struct PeerEntry {
    Conversation conversation;
    Entry entry;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("conversation", self.conversation), field("entry", self.entry)};
    }
    bool operator==(const PeerEntry&) const = default;
};

struct PeerRead {
    Account account{};
    ConversationId conversation{};
    std::uint64_t number = 0;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("account", self.account), field("conversation", self.conversation),
                          field("number", self.number)};
    }
    bool operator==(const PeerRead&) const = default;
};

/// A batch that a broker has committed to the journal.
struct PeerBatch {
    static constexpr std::string_view type = "batch";
    std::int64_t writer = 0;
    std::uint64_t previous = 0;
    std::uint64_t batch = 0;
    bool is_whole = false;
    std::vector<PeerEntry> entries;
    std::vector<PeerRead> reads;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("writer", self.writer),   field("previous", self.previous),
                          field("batch", self.batch),     maybe("whole", self.is_whole),
                          maybe("entries", self.entries), maybe("reads", self.reads)};
    }
    bool operator==(const PeerBatch&) const = default;
};

/// The people who are online at a broker, or the changes of them.
struct PeerOnline {
    static constexpr std::string_view type = "online";
    std::int64_t writer = 0;
    std::uint64_t version = 0;
    bool is_everybody = false;
    std::vector<Account> online;
    std::vector<Account> offline;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("writer", self.writer), field("version", self.version),
                          maybe("everybody", self.is_everybody), maybe("online", self.online),
                          maybe("offline", self.offline)};
    }
    bool operator==(const PeerOnline&) const = default;
};

using PeerRecord = std::variant<PeerBatch, PeerOnline>;

}  // namespace indaba
