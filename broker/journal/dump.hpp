#pragma once
/// A journal as a stream of records (common/wire/dump.hpp has them and their order), so that it
/// moves into another one. Each kind of journal reads itself as a DumpReader and is made by a
/// DumpWriter; a file is both (dump_file.hpp). move_journal() checks what passes, so neither side
/// must: the order, the chain of each conversation, and that no entry is missing.
#include <cstdint>
#include <optional>
#include <stdexcept>

#include "common/wire/dump.hpp"

namespace indaba::broker {

/// Says what is wrong with the content of a dump or a journal. The sentence has no subject and no
/// full stop where the source is wrong as a whole ("it ends too early").
struct DumpFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads a journal as of one moment: a broker may go on writing to it meanwhile.
class DumpReader {
 public:
    virtual ~DumpReader() = default;
    DumpReader() = default;
    DumpReader(const DumpReader&) = delete;
    DumpReader& operator=(const DumpReader&) = delete;

    /// Returns the next record, first the DumpJournal; nullopt after the last. There is no DumpEnd.
    /// Throws an error of the journal's own kind when it cannot be read, or DumpFault.
    virtual std::optional<DumpRecord> next() = 0;
    /// Throws when nothing that was read proves anything, because the journal was changed meanwhile
    /// in a way that the reader could not keep out.
    virtual void require_valid() const {}
};

/// Makes a journal that did not exist. Unless commit() returns, no broker finds one.
class DumpWriter {
 public:
    virtual ~DumpWriter() = default;
    DumpWriter() = default;
    DumpWriter(const DumpWriter&) = delete;
    DumpWriter& operator=(const DumpWriter&) = delete;

    /// Takes the records in their order, without a DumpEnd. Throws an error of the journal's own
    /// kind when it cannot be written, or DumpFault.
    virtual void add(const DumpRecord& record) = 0;
    /// Makes what was added durable, as the journal.
    virtual void commit() = 0;
};

struct MovedJournal {
    std::uint64_t entries = 0;
    std::uint64_t conversations = 0;
    std::uint64_t accounts = 0;
};

/// Moves all records and commits. Throws DumpFault, which names the conversation and the number of
/// an entry, when the source is not sound, and whatever the two sides throw.
MovedJournal move_journal(DumpReader& from, DumpWriter& to);
/// Does the same and keeps nothing: every hash is computed.
MovedJournal check_journal(DumpReader& journal);

}  // namespace indaba::broker
