#include "imgui-client/search/message_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>

#include "common/base/clock.hpp"
#include "common/client/search/search_match.hpp"
#include "common/client/text/local_time.hpp"

namespace indaba::ui {
namespace {

client::SearchCalendar local_calendar() {
    using namespace std::chrono;
    const sys_days today{days{client::day_number(read_clocks().wall)}};
    return {year_month_day{today}, [](year_month_day day) {
                return client::begin_of_day(sys_days{day}.time_since_epoch().count());
            }};
}

}  // namespace

void MessageSearch::use(const std::optional<client::ReplicaOrigin>& origin) {
    if (std::exchange(origin_, origin) != origin && is_open_) search(found_.typed, found_.in);
}

void MessageSearch::search(std::string typed, const std::optional<ConversationId>& in) {
    is_open_ = true;
    if (std::exchange(found_.in, in) != in) clear_found();
    client::SearchQuery query = client::parse_search(typed, local_calendar());
    query.conversation = found_.in;
    if (query != found_.query) ++found_.query_version;
    found_.query = std::move(query);
    found_.typed = std::move(typed);
    found_.asks = !found_.query.empty();
    list_problems({});
    start(Wanted::other_text, page_size());
}

void MessageSearch::clear_found() {
    found_.messages.clear();
    found_.more = false;
    ++found_.version;
    ++found_.answer;
}

void MessageSearch::search_older() {
    if (found_.more && !found_.searching) start(Wanted::older, page_size());
}

void MessageSearch::search_again() {
    // New messages may stand before those that were found before.
    if (is_open_) start(Wanted::same_text, found_.messages.size() + page_size());
}

void MessageSearch::copy_changed(const std::set<ConversationId>& conversations) {
    if (conversations.empty() || !found_.asks) return;
    if (!found_.in || conversations.contains(*found_.in)) outdated_ = true;
}

void MessageSearch::follow_copy(Time now) {
    const auto at = follow_copy_at();
    if (!at || now < *at) return;
    repeated_at_ = now;
    search_again();
}

std::optional<MessageSearch::Time> MessageSearch::follow_copy_at() const {
    if (!outdated_ || found_.searching) return std::nullopt;
    return repeated_at_ + repeat_interval;
}

void MessageSearch::end() {
    if (thread_) thread_->cancel();
    FoundMessages nothing;
    nothing.version = found_.version + 1;
    nothing.answer = found_.answer + 1;
    nothing.query_version = found_.query_version + 1;
    found_ = std::move(nothing);
    erased_.clear();
    is_open_ = outdated_ = false;
}

/// An answer to a text that is asked for no more does not come.
void MessageSearch::start(Wanted wanted, std::size_t limit) {
    const bool other = wanted_ == Wanted::other_text && found_.searching;
    wanted_ = other ? Wanted::other_text : wanted;
    found_.searching = found_.asks && origin_;
    found_.repeats = wanted_ == Wanted::same_text;
    found_.no_copy = !origin_;
    const bool on = wanted_ == Wanted::older;
    if (!on) outdated_ = false;
    if (!found_.searching) {
        if (thread_) thread_->cancel();
        return clear_found();
    }
    if (!make_thread()) return;
    thread_->start({*origin_, found_.query, limit, on ? oldest_ : std::nullopt});
}

/// Returns false, with a sentence for the user, when the system grants no thread.
bool MessageSearch::make_thread() {
    try {
        if (!thread_) thread_ = std::make_unique<SearchThread>(home_);
        return true;
    } catch (const std::exception& error) {
        found_.searching = false;
        list_problems({fmt::format("The search has failed: {}", error.what())});
        return false;
    }
}

void MessageSearch::forget(const ConversationId& conversation, std::uint64_t number) {
    if (!is_open_) return;
    erased_.emplace(conversation, number);
    const auto gone = std::erase_if(found_.messages, [&](const FoundMessage& found) {
        return found.conversation == conversation && found.number == number;
    });
    if (gone > 0) ++found_.version;
}

void MessageSearch::change(const ConversationId& conversation, std::uint64_t number,
                           const std::string& text) {
    if (found_.in) return;  // texts are not known
    for (FoundMessage& found : found_.messages) {
        if (found.conversation != conversation || found.number != number || found.text == text)
            continue;
        found.text = text;
        found.hits = client::find_hits(found_.query, text);
        ++found_.version;
    }
}

bool MessageSearch::set_missing(std::uint64_t missing, Time now) {
    constexpr auto second = std::chrono::seconds{1};
    if (missing == 0) missing_since_.reset();
    if (missing > 0 && !missing_since_) missing_since_ = now;
    if (!is_open_ || missing == found_.missing) return false;
    const bool is_early =
        now - missing_shown_at_ < second || now - missing_since_.value_or(now) < second;
    if (missing > 0 && is_early) return false;
    missing_shown_at_ = now;
    found_.missing = missing;
    if (missing == 0 && !found_.searching) search_again();
    return true;
}

bool MessageSearch::take_answer() {
    auto answer = thread_ ? thread_->take() : std::nullopt;
    if (!answer) return false;
    if (wanted_ == Wanted::same_text) shorten(*answer);
    std::erase_if(answer->messages, [&](const FoundMessage& found) {
        return erased_.contains({found.conversation, found.number});
    });
    if (wanted_ != Wanted::older) found_.messages.clear();
    if (wanted_ == Wanted::other_text) ++found_.answer;
    std::ranges::move(answer->messages, std::back_inserter(found_.messages));
    if (wanted_ != Wanted::older || answer->oldest) oldest_ = answer->oldest;
    found_.more = answer->more;
    found_.no_copy = answer->no_copy;
    list_problems(std::move(answer->problems));
    found_.searching = false;
    ++found_.version;
    return true;
}

/// Leaves out messages that are older than what was found before: with each search for the same
/// text, the list would grow by them.
void MessageSearch::shorten(SearchThread::Answer& answer) const {
    if (!found_.more || !oldest_) return;
    const auto older = std::ranges::find_if(
        answer.messages, [&](const FoundMessage& found) { return found.moment < *oldest_; });
    const auto kept =
        std::max(page_size(), static_cast<std::size_t>(older - answer.messages.begin()));
    if (answer.messages.size() <= kept) return;
    answer.messages.erase(answer.messages.begin() + static_cast<std::ptrdiff_t>(kept),
                          answer.messages.end());
    answer.oldest = answer.messages.back().moment;
    answer.more = true;
}

void MessageSearch::list_problems(std::vector<std::string> more) {
    found_.problems.clear();
    for (const client::SearchProblem& problem : found_.query.problems)
        found_.problems.push_back(problem.sentence);
    std::ranges::move(more, std::back_inserter(found_.problems));
}

std::optional<Descriptor> MessageSearch::descriptor() const {
    return thread_ ? std::optional(thread_->descriptor()) : std::nullopt;
}

}  // namespace indaba::ui
