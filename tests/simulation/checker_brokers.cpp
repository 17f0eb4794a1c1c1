/// The checks of brokers that share their journal. See checker.hpp.
#include <algorithm>

#include "broker/core/core.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/name.hpp"
#include "tests/simulation/checker.hpp"
#include "tests/simulation/ensure.hpp"

namespace indaba::simulation {

/// Checks that a broker has delivered everything that is stored, and knows everybody.
void Checker::check_core(const broker::Core& core) {
    const broker::Snapshot snapshot = journal_.snapshot();
    for (const broker::KnownConversation& known : snapshot.conversations) {
        const broker::ConversationRecord* record = core.conversations().find(known.conversation.id);
        const std::uint64_t number = record ? record->number : 0;
        ensure(number == known.number, "P3: a broker has delivered #{} of {}", number,
               known.number);
        ensure(!record || record->hash == known.hash, "P3: a broker has another chain than stored");
    }
    for (const broker::KnownAccount& known : snapshot.accounts) {
        const broker::AccountRecord* record = core.directory().find(known.account);
        ensure(record, "a broker does not know an account");
        ensure(record->name == known.name, "a broker knows the name {} instead of {}", record->name,
               known.name);
        Digest digest;
        for (const broker::KnownConversation& head : snapshot.conversations)
            if (head.number > 0 && may_read(head.conversation, known.account))
                digest = digest ^ digest_part(head.conversation.id, head.number, head.hash);
        ensure(digest == core.conversations().digest_of(known.account),
               "P3: a broker has another digest than what is stored gives");
    }
}

/// Checks that a broker knows the last decision about each account.
void Checker::check_access(const broker::Core& core) const {
    for (const broker::Standing& stored : journal_.snapshot().standings) {
        const broker::Standing known = core.access_list().standing_of(stored.account);
        ensure(known.banned == stored.banned && known.op == stored.op &&
                   known.allowed == stored.allowed,
               "a broker does not know that an account is{} banned", stored.banned ? "" : " not");
    }
}

/// Checks that each account owns its name, and that no name looks like that of another account.
void Checker::check_names_in_journal() const {
    const broker::Snapshot snapshot = journal_.snapshot();
    for (const broker::KnownName& one : snapshot.names)
        for (const broker::KnownName& other : snapshot.names)
            ensure(one.account == other.account || one.skeleton != other.skeleton,
                   "two accounts have names that look alike: {} and {}", one.display,
                   other.display);
    for (const broker::KnownAccount& account : snapshot.accounts) {
        const auto folded = folded_name(account.name);
        const auto owned = [&](const broker::KnownName& name) {
            return name.account == account.account && name.folded == folded;
        };
        ensure(std::ranges::any_of(snapshot.names, owned), "{} is the name of two accounts",
               account.name);
    }
}

}  // namespace indaba::simulation
