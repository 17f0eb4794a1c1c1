#include <fmt/format.h>

#include <chrono>
#include <map>
#include <string>
#include <utility>

#include "common/base/clock.hpp"
#include "common/client/replica/replica.hpp"
#include "common/client/replica/replica_search.hpp"
#include "common/client/text/local_time.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/commands.hpp"
#include "line-client/output/json_lines.hpp"
#include "line-client/output/lines.hpp"

namespace indaba::line {
namespace {

using client::SearchHit;
using Names = std::map<Account, std::string>;

client::SearchCalendar local_calendar() {
    using namespace std::chrono;
    const sys_days today{days{client::day_number(read_clocks().wall)}};
    return {year_month_day{today}, [](year_month_day day) {
                return client::begin_of_day(sys_days{day}.time_since_epoch().count());
            }};
}

ResolvedEntry resolved(const SearchHit& hit, const Names& names, const Account& me) {
    const auto name_of = [&](const Account& account) {
        const auto found = names.find(account);
        return found == names.end() ? std::string() : found->second;
    };
    ResolvedEntry entry;
    entry.conversation = hit.conversation.id;
    entry.room = hit.conversation.room;
    if (hit.conversation.between) {
        const Account& other = hit.conversation.between->other(me);
        entry.with = {other, name_of(other)};
    }
    entry.from = name_of(hit.entry.account);
    entry.own = hit.entry.account == me;
    entry.entry = hit.entry;
    entry.reference = decode_referring(hit.entry.kind, hit.entry.body);
    client::FoldedMessage message;
    message.text = hit.text;
    message.edited = hit.edited;
    if (const auto* reply = entry.reference ? std::get_if<ReplyBody>(&*entry.reference) : nullptr)
        message.to = reply->to;
    entry.message = std::move(message);
    return entry;
}

}  // namespace

int run_search(const CommonOptions& common, const SearchOptions& options) {
    const OpenedHome opened = open_home(common);
    const auto journal = opened.last_journal();
    if (!opened.may_keep_copy()) {
        if (journal) client::Replica::remove(opened.path, *journal);
        print_error(
            "This home keeps no own copy (--keep-local none), so there is nothing to search. "
            "`indaba-cli chat --keep-local all` makes one.");
        return exit_code::refused;
    }
    if (!journal || !client::Replica::exists(opened.path, *journal)) {
        print_error(fmt::format(
            "This home has no copy of {} yet. `indaba-cli chat`, `tail` and `export` make one.",
            opened.server()));
        return exit_code::refused;
    }
    const client::ReplicaOrigin origin{*journal, opened.key.account};
    client::ReplicaSearch search(opened.path, origin);
    const client::SearchQuery query = client::parse_search(options.query, local_calendar());
    for (const client::SearchProblem& problem : query.problems)
        print_error(screen_text(problem.sentence));
    const client::SearchResult result = search.find(query, options.limit);
    for (const std::string& problem : result.problems) print_error(screen_text(problem));
    const Names names = client::Replica(opened.path, origin).names();
    const LineStyle style = line_style(common.numbers, stdout_is_terminal(), stdout_has_styles());
    for (const SearchHit& hit : result.hits) {
        const ResolvedEntry entry = resolved(hit, names, opened.key.account);
        if (!print_line(options.json ? json_entry(entry) : dated_entry_line(entry, style))) break;
    }
    return query.problems.empty() && result.problems.empty() ? exit_code::done : exit_code::refused;
}

}  // namespace indaba::line
