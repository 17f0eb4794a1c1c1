#pragma once
/// Checks the records of a dump as they pass: their order, and the chain of each conversation from
/// its first entry to its head. It keeps a few bytes for each conversation and nothing for an
/// entry.
#include <cstdint>
#include <map>
#include <string>

#include "broker/journal/dump.hpp"

namespace indaba::broker {

class DumpCheck {
 public:
    /// Throws DumpFault when the record does not follow the ones before.
    void add(const DumpRecord& record);
    /// Throws DumpFault when entries are missing, or everything.
    void end() const;

    const MovedJournal& counts() const { return counts_; }

 private:
    /// A conversation whose entries up to `number` were added.
    struct Chain {
        std::uint64_t number = 0, last = 0;
        Hash hash{}, head{};
    };
    void require_order(const DumpRecord& record);
    void add_entry(const DumpEntry& record);

    std::string place_;  // of the last record
    std::map<ConversationId, Chain> chains_;
    MovedJournal counts_;
};

}  // namespace indaba::broker
