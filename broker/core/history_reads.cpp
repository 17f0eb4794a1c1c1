#include "broker/core/history_reads.hpp"

#include <algorithm>
#include <utility>

#include "broker/core/named_entries.hpp"
#include "broker/core/refusals.hpp"
#include "common/wire/chain.hpp"

namespace indaba::broker {
namespace {

/// Drops the entries that do not fit one frame with their names. The client asks for them next.
void truncate_page(PageRead& page, const History& asked, const Directory& directory) {
    const bool newest_first = !asked.after;
    if (newest_first) std::ranges::reverse(page.entries);
    std::vector<std::vector<Entry>> parts = split_with_names(std::move(page.entries), directory);
    page.entries = parts.empty() ? std::vector<Entry>{} : std::move(parts.front());
    page.more = page.more || parts.size() > 1;
    if (!newest_first) return;
    std::ranges::reverse(page.entries);
    for (std::size_t i = parts.size(); i-- > 1;)
        for (auto entry = parts[i].rbegin(); entry != parts[i].rend(); ++entry)
            page.before = chain(page.before, asked.conversation, *entry);
}

}  // namespace

bool HistoryReads::is_waiting(const Session& session) const {
    const auto read = reads_.find(session.serial);
    return read != reads_.end() && read->second.asked;
}

void HistoryReads::start(const Session& session, const History& asked,
                         const ConversationRecord& record, const Directory& directory,
                         Effects& effects) {
    const auto [read, is_new] = reads_.try_emplace(session.serial);
    if (!is_new) {
        read->second.asked = asked;
        return;
    }
    read->second = {session.id, session.serial, asked, false, {}};
    PageRequest request;
    request.token = session.serial;
    request.conversation = asked.conversation;
    request.after = asked.after;
    if (!asked.after) request.before = asked.before.value_or(record.number + 1);
    request.first = first_readable(session.account, record, directory);
    request.last = record.number;
    request.limit = std::min<std::uint64_t>(asked.limit, limit::page_entries);
    effects.push_back(ReadPage{request});
}

void HistoryReads::cancel(const Session& session) {
    const auto read = reads_.find(session.serial);
    if (read == reads_.end()) return;
    read->second.asked.reset();
    read->second.cancelled = true;
}

void HistoryReads::on_erased(const ConversationId& conversation,
                             const std::set<std::uint64_t>& messages) {
    for (auto& [token, read] : reads_)
        if (read.asked && read.asked->conversation == conversation)
            read.erased.insert(messages.begin(), messages.end());
}

std::optional<HistoryReads::Finished> HistoryReads::finish(std::uint64_t token) {
    const auto read = reads_.find(token);
    if (read == reads_.end()) return std::nullopt;
    return std::move(reads_.extract(read).mapped());
}

std::variant<Page, Refusal> answer_history(const History& asked, PageRead read,
                                           const Account& reader, const ConversationRecord& record,
                                           const Directory& directory) {
    if (read.failed) return refusals::trouble(StorageTrouble::journal_unreadable);
    const bool comparable =
        asked.after && *asked.after + 1 >= first_readable(reader, record, directory);
    if (asked.hash && comparable && *asked.hash != read.before)
        return Refusal::final(code::diverged, "This journal has another entry there.");
    truncate_page(read, asked, directory);
    std::vector<Person> names = names_for(record.conversation, read.entries, directory);
    return Page{asked.request,           record.conversation, read.before,
                std::move(read.entries), std::move(names),    read.more};
}

}  // namespace indaba::broker
