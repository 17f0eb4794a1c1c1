#pragma once
/// A conversation as the broker stores it, for tests of clients: its entries, its hashes and the
/// messages that carry them. The free functions make accounts and ids from small numbers.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::test {

inline Account account(std::uint8_t n) {
    Account result;
    result.bytes.fill(n);
    return result;
}
inline MessageId message_id(std::uint8_t n) {
    MessageId result;
    result.bytes.fill(n);
    return result;
}
inline JournalId journal_id(std::uint8_t n) {
    JournalId result;
    result.bytes.fill(n);
    return result;
}

class BrokerConversation {
 public:
    explicit BrokerConversation(Conversation conversation)
        : conversation_(std::move(conversation)) {}

    const Conversation& conversation() const { return conversation_; }
    const ConversationId& id() const { return conversation_.id; }
    std::uint64_t last() const { return entries_.size(); }
    /// Entries that are added from now on have times of a few milliseconds after `begin`.
    void set_time(WallMs begin) { begin_ = begin; }

    void say(const Account& author, std::string body, MessageId id = {}) {
        add(author, kind_text, std::move(body), id);
    }
    /// Adds a reply, an edit, an erasure or a reaction. Returns its number.
    std::uint64_t refer(const Account& author, const ReferringBody& body, MessageId id = {}) {
        const std::string_view kind = std::visit([](const auto& any) { return any.kind; }, body);
        add(author, kind, encode(body), id);
        return last();
    }
    /// Deletes the body of an entry, as the broker does for an erasure.
    void delete_body(std::uint64_t number) {
        Entry& entry = entries_.at(number - 1);
        if (!entry.erased) entry.erased = hash_of_body(entry.body);
        entry.body.clear();
    }
    void add(const Account& author, std::string_view kind, std::string body, MessageId id = {}) {
        Entry entry;
        entry.number = last() + 1;
        entry.account = author;
        entry.at = begin_ + static_cast<WallMs>(entry.number);
        entry.id = id;
        entry.kind = kind;
        entry.body = std::move(body);
        hashes_.push_back(chain(hashes_.back(), conversation_.id, entry));
        entries_.push_back(std::move(entry));
    }
    void say_many(const Account& author, std::size_t count, const std::string& body = "hi") {
        for (std::size_t i = 0; i < count; ++i) say(author, body);
    }

    const Entry& entry(std::uint64_t number) const { return entries_.at(number - 1); }
    const Hash& hash(std::uint64_t number) const { return hashes_.at(number); }
    std::vector<Entry> from_to(std::uint64_t from, std::uint64_t to) const {
        return {entries_.begin() + static_cast<std::ptrdiff_t>(from - 1),
                entries_.begin() + static_cast<std::ptrdiff_t>(to)};
    }

    Head head() const { return head_at(last()); }
    Head head_at(std::uint64_t number) const {
        Head head;
        head.conversation = conversation_;
        head.number = number;
        head.hash = hash(number);
        return head;
    }
    Entries live(std::uint64_t from, std::uint64_t to) const {
        return Entries{conversation_, from_to(from, to), {}};
    }
    /// Returns the answer of an honest broker.
    Page answer(const History& asked) const {
        Page page;
        page.request = asked.request;
        page.conversation = conversation_;
        const std::uint64_t from =
            asked.after ? *asked.after + 1
                        : (*asked.before > asked.limit ? *asked.before - asked.limit : 1);
        const std::uint64_t to =
            asked.after ? std::min(*asked.after + asked.limit, last()) : *asked.before - 1;
        page.hash = hash(from - 1);
        page.entries = from_to(from, to);
        page.more = asked.after ? to < last() : from > 1;
        return page;
    }

 private:
    Conversation conversation_;
    WallMs begin_ = 1'700'000'000'000;
    std::vector<Entry> entries_;
    std::vector<Hash> hashes_{Hash{}};
};

}  // namespace indaba::test
