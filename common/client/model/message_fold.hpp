#pragma once
/// The held entries of one conversation that answer, edit, delete or react to messages, by message.
/// The index is kept as entries come, in any order of ranges, so that one more reaction costs the
/// same however many entries are held. Pure; ConversationState owns one, and
/// folded_message.hpp tells what a message is with it.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/client/model/held_entries.hpp"
#include "common/wire/bodies.hpp"

namespace indaba::client {

/// The accounts that react to a message with one emoji, in the order of their reactions. Never
/// empty.
struct Reaction {
    std::string emoji;
    std::vector<Account> accounts;
    bool operator==(const Reaction&) const = default;
};

/// The held entries that name one message, each list in the order of numbers.
struct MessageReferences {
    struct Edit {
        std::uint64_t number = 0;
        Account by{};
        bool operator==(const Edit&) const = default;
    };
    struct Erasure {
        std::uint64_t number = 0;
        std::optional<Account> by;  // nullopt: an edit of the message came without its body
        bool operator==(const Erasure&) const = default;
    };
    struct React {
        std::uint64_t number = 0;
        Account by{};
        std::string emoji;
        bool off = false;
        bool operator==(const React&) const = default;
    };
    std::vector<std::uint64_t> replies;
    std::vector<Edit> edits;  // of anybody; only those of the message's author count
    std::vector<Erasure> erasures;
    std::vector<React> reacts;
    std::vector<Reaction> reactions;  // `reacts` folded, by the first reaction with each emoji

    bool empty() const {
        return replies.empty() && edits.empty() && erasures.empty() && reacts.empty();
    }
    bool operator==(const MessageReferences&) const = default;
};

class MessageFold {
 public:
    /// Takes in the entries that were just added to `held` (`added`) and those that came again
    /// without their body (`deleted`), both ascending; those that it knows change nothing. Deletes
    /// from `held` the bodies of erased messages and of their edits. Returns the other held
    /// messages that are shown differently now, ascending; those that quote them are among them.
    std::vector<std::uint64_t> add(HeldEntries& held, const std::vector<std::uint64_t>& added,
                                   const std::vector<std::uint64_t>& deleted);

    /// Forgets the entries with `number` and below.
    void discard_up_to(std::uint64_t number);

    /// Returns the messages about which this fold and another one tell different things, ascending.
    std::vector<std::uint64_t> differing(const MessageFold& other) const;

    /// Returns null for a message that no held entry names.
    const MessageReferences* find(std::uint64_t message) const;

 private:
    class Changes;
    void add_reference(HeldEntries& held, const Entry& entry, const ReferringBody& body,
                       Changes& changes);
    void add_deleted(HeldEntries& held, std::uint64_t number, Changes& changes);
    void add_message(HeldEntries& held, const Entry& entry, Changes& changes);
    void erase(HeldEntries& held, std::uint64_t message, Changes& changes);

    std::map<std::uint64_t, MessageReferences> by_message_;
};

/// Returns what an entry says about an earlier message; nullopt for other entries, for bodies that
/// are not valid, and for those that name no earlier number.
std::optional<ReferringBody> reference_of(const Entry& entry);

}  // namespace indaba::client
