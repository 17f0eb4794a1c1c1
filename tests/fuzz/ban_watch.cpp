#include "tests/fuzz/ban_watch.hpp"

#include <algorithm>

#include "tests/fuzz/check.hpp"

namespace indaba::fuzz {
namespace {

using broker::MemoryJournal;
using broker::Standing;
using What = broker::OperatorOrder::What;

std::size_t entries_by(const Account& account, const MemoryJournal& journal) {
    std::size_t count = 0;
    for (const Conversation& conversation : journal.conversations())
        count += static_cast<std::size_t>(
            std::ranges::count(journal.entries(conversation.id), account, &Entry::account));
    return count;
}

}  // namespace

void BanWatch::on_given(std::uint64_t token, const broker::OperatorOrder& order) {
    ++now_;
    const std::optional<Account> account = Account::from_hex(order.target);
    if (order.what == What::unban) lift(account);  // without a key: whoever has that name
    if (order.what == What::ban && account) given_[token] = {*account, now_};
}

void BanWatch::on_given(const Order& order, const Account& giver) {
    ++now_;
    if (order.what == "unban" && giver != order.account && !must_hold(giver)) lift(order.account);
}

void BanWatch::on_answered(std::uint64_t token, bool ok, const MemoryJournal& journal) {
    const auto given = given_.extract(token);
    if (!given || !ok) return;
    const auto& [account, at] = given.mapped();
    if (std::max(all_lifted_at_, lifted_at_[account]) < at)
        banned_.try_emplace(account, entries_by(account, journal));
}

void BanWatch::lift(const std::optional<Account>& account) {
    if (account) {
        lifted_at_[*account] = now_;
        banned_.erase(*account);
    } else {
        all_lifted_at_ = now_;
        banned_.clear();
    }
}

void BanWatch::check(MemoryJournal& journal) const {
    if (banned_.empty()) return;
    const std::vector<Standing> standings = journal.snapshot().standings;
    for (const auto& [account, said] : banned_) {
        const auto standing = std::ranges::find(standings, account, &Standing::account);
        must(standing != standings.end() && standing->banned,
             "an answered ban holds until an unban");
        must(entries_by(account, journal) == said, "a banned account says nothing more");
    }
}

}  // namespace indaba::fuzz
