#include "broker/data/orders_at_rest.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

#include "broker/core/effect_executor.hpp"
#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "broker/journal/sqlite/sqlite_reader.hpp"
#include "broker/journal/sqlite/sqlite_schema.hpp"
#include "broker/journal/sqlite/sqlite_snapshot.hpp"
#include "common/base/clock.hpp"

namespace indaba::broker {
namespace {

using What = OperatorOrder::What;

/// A core without clients. The journal is absent for an order that only reads.
class CoreAtRest : CoreEnvironment {
 public:
    CoreAtRest(const Snapshot& snapshot, const Policy& policy, Journal* journal)
        : core_(snapshot, Batch::max_pending_bytes, policy), journal_(journal) {
        if (journal_) journal_->on_wake([this] { wake(); });
    }
    ~CoreAtRest() override {
        if (journal_) journal_->on_wake([] {});
    }

    OrderReply carry_out(const OperatorOrder& order) {
        Effects effects;
        core_.on_order(1, order, now_, effects);
        execute(std::move(effects), core_, *this, now_);
        while (!reply_) {
            now_.steady += Batch::interval;
            Effects more;
            core_.end_turn(now_, more);
            execute(std::exchange(more, {}), core_, *this, now_);
            wait();
            pass_journal_events(*journal_, core_, *this, now_, more);
            execute(std::move(more), core_, *this, now_);
        }
        return *reply_;
    }

 private:
    SendResult send(const RoutingId&, const SharedOutgoing&) override {
        return SendResult::unreachable;
    }
    void disconnect(const RoutingId&) override {}
    void submit(std::vector<Write> writes) override { journal_->submit(std::move(writes)); }
    void read(const PageRequest&) override {}  // for the delivery of entries to clients
    void admit(const Admit&) override {}
    void answer(const Answer& answer) override { reply_ = {answer.ok ? 0 : 1, answer.text}; }
    void report(const Report&) override {}
    void on_committed(const Committed&) override {}

    void wake() {
        const std::lock_guard lock(mutex_);
        is_woken_ = true;
        changed_.notify_one();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return std::exchange(is_woken_, false); });
    }

    Core core_;
    Journal* journal_;
    Now now_ = read_clocks();
    std::optional<OrderReply> reply_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_woken_ = false;
};

std::string list_known(const Snapshot& snapshot) {
    std::string text = snapshot.accounts.empty() ? "" : "Known here:\n";
    for (const KnownAccount& known : snapshot.accounts)
        text += fmt::format("{}  {}{}\n", to_hex(known.account), known.name,
                            known.rebound_to ? "  (old key)" : "");
    return text;
}

bool only_reads(What what) {
    return what == What::who || what == What::status || what == What::list_rooms ||
           what == What::list_members;
}

OrderReply read_at_rest(const std::filesystem::path& file, const OperatorOrder& order,
                        const Policy& policy) {
    SqliteReader reader(file);
    if (!has_current_format(reader.database()))
        throw std::runtime_error(
            fmt::format("{} was written by an older version. Start the broker, which upgrades it.",
                        file.string()));
    const Snapshot snapshot = read_snapshot(reader.database());
    OrderReply reply = CoreAtRest(snapshot, policy, nullptr).carry_out(order);
    if (order.what == What::who) reply.text += list_known(snapshot);
    return reply;
}

}  // namespace

LockFor lock_for(const OperatorOrder& order) {
    return only_reads(order.what) ? LockFor::reading : LockFor::writing;
}

OrderReply order_at_rest(const std::filesystem::path& data, const OperatorOrder& order,
                         const Policy& policy) {
    if (only_reads(order.what)) return read_at_rest(data / journal_file_name, order, policy);
    SqliteJournal journal(data);
    return order_at_rest(journal, order, policy);
}

OrderReply order_at_rest(Journal& journal, const OperatorOrder& order, const Policy& policy) {
    if (order.what == What::kick)
        return {1, "No broker runs, so nobody is connected. Use ban to keep a person out."};
    const Snapshot snapshot = journal.snapshot();
    OrderReply reply = CoreAtRest(snapshot, policy, &journal).carry_out(order);
    if (order.what == What::who) reply.text += list_known(snapshot);
    return reply;
}

}  // namespace indaba::broker
