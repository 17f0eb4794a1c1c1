#include "imgui-client/view_state/timeline.hpp"

#include <algorithm>
#include <utility>

#include "common/client/model/page_requests.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_names = 3;

void count(std::vector<std::string>& names, std::size_t& total, const std::string& name) {
    ++total;
    if (names.size() < max_names) names.push_back(name);
}

/// Returns the newest range; but while a gap after the displayed rows is being fetched, the range
/// of those rows, so that they stay.
const client::HeldEntries::Range& displayed_range(const client::ConversationState& state,
                                                  std::uint64_t last_shown) {
    const auto& ranges = state.held.ranges();
    const auto shown = std::ranges::find_if(ranges, [&](const auto& range) {
        return range.first() <= last_shown && last_shown <= range.last();
    });
    if (shown == ranges.end()) return ranges.back();
    const auto ask = client::next_page_request(state);
    return ask && ask->after ? *shown : ranges.back();
}

}  // namespace

void Timeline::update_from(const client::ConversationState& state) {
    if (state.held.ranges().empty()) return;
    const auto& range = displayed_range(state, last_);
    const std::uint64_t first = range.first(), last = range.last();
    const bool continues_rows = first <= first_ && first_ <= last + 1 && last >= last_;
    if (first_ != 0 && !continues_rows) drop_entries();
    if (first_ == 0) {
        first_ = first;
        last_ = first - 1;
    }
    for (; last_ < last; ++last_) rows_.push_back({Row::Kind::entry, last_ + 1});
    for (; first_ > first; --first_, ++prepended_) rows_.push_front({Row::Kind::entry, first_ - 1});
}

void Timeline::drop_entries() {
    std::erase_if(rows_, [](const Row& row) { return row.kind == Row::Kind::entry; });
    first_ = last_ = prepended_ = 0;
    ++rows_version_;
}

void Timeline::add_whisper(const ConversationId& conversation, std::uint64_t number) {
    whispers_[next_key_] = {conversation, number};
    rows_.push_back({Row::Kind::whisper, next_key_++});
}

void Timeline::add_joined(const std::string& name, WallMs at) {
    PresenceRow& row = open_presence(at);
    count(row.joined, row.joined_count, name);
}

void Timeline::add_left(const std::string& name, WallMs at) {
    PresenceRow& row = open_presence(at);
    count(row.left, row.left_count, name);
}

void Timeline::add_renamed(const std::string& before, const std::string& now, WallMs at) {
    PresenceRow& row = open_presence(at);
    count(row.renamed, row.renamed_count, before + " is now " + now);
}

void Timeline::add_note(std::string sentence, bool warning, WallMs at) {
    notes_[next_key_] = {at, std::move(sentence), warning};
    rows_.push_back({Row::Kind::note, next_key_++});
}

void Timeline::add_refused(RefusedPost refused) { refused_.push_back(std::move(refused)); }

std::optional<RefusedPost> Timeline::remove_refused(const MessageId& id) {
    const auto found = std::ranges::find_if(
        refused_, [&](const RefusedPost& refused) { return refused.row.id == id; });
    if (found == refused_.end()) return std::nullopt;
    RefusedPost taken = std::move(*found);
    refused_.erase(found);
    return taken;
}

std::optional<std::size_t> Timeline::index_of(std::uint64_t number) const {
    if (first_ == 0 || number < first_ || number > last_) return std::nullopt;
    // Entries are dense and in order; rows of other kinds only move an entry further down.
    std::size_t index = static_cast<std::size_t>(number - first_);
    for (; index < rows_.size(); ++index) {
        if (rows_[index] == Row{Row::Kind::entry, number}) return index;
    }
    return std::nullopt;
}

PresenceRow& Timeline::open_presence(WallMs at) {
    if (rows_.empty() || rows_.back().kind != Row::Kind::presence) {
        presences_[next_key_] = {};
        rows_.push_back({Row::Kind::presence, next_key_++});
    }
    ++last_row_version_;
    PresenceRow& row = presences_.at(rows_.back().value);
    row.at = at;
    return row;
}

}  // namespace indaba::ui
