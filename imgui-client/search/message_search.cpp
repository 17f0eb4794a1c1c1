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
    if (std::exchange(origin_, origin) != origin && is_open_) search(found_.typed);
}

void MessageSearch::search(std::string typed) {
    is_open_ = true;
    query_ = client::parse_search(typed, local_calendar());
    found_.typed = std::move(typed);
    found_.asks = !query_.empty();
    list_problems({});
    start(Wanted::other_text, page);
}

void MessageSearch::search_older() {
    if (found_.more && !found_.searching) start(Wanted::older, page);
}

void MessageSearch::search_again() {
    if (is_open_) start(Wanted::same_text, std::max(page, found_.messages.size()));
}

void MessageSearch::end() {
    if (thread_) thread_->cancel();
    const std::uint64_t version = found_.version + 1, answer = found_.answer + 1;
    found_ = {};
    found_.version = version;
    found_.answer = answer;
    query_ = {};
    erased_.clear();
    is_open_ = false;
}

/// An answer to a text that is asked for no more does not come.
void MessageSearch::start(Wanted wanted, std::size_t limit) {
    const bool other = wanted_ == Wanted::other_text && found_.searching;
    wanted_ = other ? Wanted::other_text : wanted;
    found_.searching = found_.asks && origin_;
    found_.no_copy = !origin_;
    if (!found_.searching) {
        if (thread_) thread_->cancel();
        found_.messages.clear();
        found_.more = false;
        ++found_.version;
        ++found_.answer;
        return;
    }
    if (!make_thread()) return;
    const bool on = wanted_ == Wanted::older;
    thread_->start({*origin_, query_, limit, on ? oldest_ : std::nullopt});
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
    for (FoundMessage& found : found_.messages) {
        if (found.conversation != conversation || found.number != number || found.text == text)
            continue;
        found.text = text;
        found.hits = client::find_hits(query_, text);
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

void MessageSearch::list_problems(std::vector<std::string> more) {
    found_.problems.clear();
    for (const client::SearchProblem& problem : query_.problems)
        found_.problems.push_back(problem.sentence);
    std::ranges::move(more, std::back_inserter(found_.problems));
}

std::optional<int> MessageSearch::descriptor() const {
    return thread_ ? std::optional(thread_->descriptor()) : std::nullopt;
}

}  // namespace indaba::ui
