#include "broker/journal/dump.hpp"

#include "broker/journal/dump_check.hpp"

namespace indaba::broker {
namespace {

class NoJournal : public DumpWriter {
 public:
    void add(const DumpRecord&) override {}
    void commit() override {}
};

}  // namespace

MovedJournal move_journal(DumpReader& from, DumpWriter& to) {
    DumpCheck check;
    try {
        while (const std::optional<DumpRecord> record = from.next()) {
            check.add(*record);
            to.add(*record);
        }
        check.end();
    } catch (...) {
        from.require_valid();
        throw;
    }
    from.require_valid();
    to.commit();
    return check.counts();
}

MovedJournal check_journal(DumpReader& journal) {
    NoJournal nothing;
    return move_journal(journal, nothing);
}

}  // namespace indaba::broker
