#include "imgui-client/stream.hpp"

#include <algorithm>
#include <utility>

namespace indaba::ui {
namespace {

constexpr std::size_t names_kept = 3;

void count(std::vector<std::string>& names, std::size_t& total, const std::string& name) {
    ++total;
    if (names.size() < names_kept) names.push_back(name);
}

}  // namespace

void Stream::take(const client::ConversationState& state) {
    const auto& ranges = state.history.ranges();
    if (ranges.empty()) return;
    const std::uint64_t first = ranges.back().first(), last = ranges.back().last();
    const bool goes_on = first_ == 0 || (first <= last_ + 1 && last + 1 >= first_);
    if (!goes_on || (first_ != 0 && (first > first_ || last < last_))) restart();
    if (first_ == 0) {
        first_ = first;
        last_ = first - 1;
    }
    for (; last_ < last; ++last_) rows_.push_back({Row::Kind::entry, last_ + 1});
    for (; first_ > first; --first_, ++prepended_) rows_.push_front({Row::Kind::entry, first_ - 1});
}

/// What is not stored goes with the rows it stood between; notes stay readable at the top.
void Stream::restart() {
    rows_.clear();
    whispers_.clear();
    presences_.clear();
    notes_.clear();
    first_ = last_ = prepended_ = 0;
    ++generation_;
}

void Stream::add_whisper(const ConversationId& conversation, std::uint64_t number) {
    whispers_[next_key_] = {conversation, number};
    rows_.push_back({Row::Kind::whisper, next_key_++});
}

void Stream::came(const std::string& name, WallMs at) {
    PresenceRow& row = open_presence(at);
    count(row.came, row.came_count, name);
}

void Stream::went(const std::string& name, WallMs at) {
    PresenceRow& row = open_presence(at);
    count(row.went, row.went_count, name);
}

void Stream::renamed(const std::string& before, const std::string& now, WallMs at) {
    PresenceRow& row = open_presence(at);
    count(row.renamed, row.renamed_count, before + " is now " + now);
}

void Stream::add_note(std::string sentence, bool warning, WallMs at) {
    notes_[next_key_] = {at, std::move(sentence), warning};
    rows_.push_back({Row::Kind::note, next_key_++});
}

void Stream::add_refused(RefusedPost refused) { refused_.push_back(std::move(refused)); }

std::optional<RefusedPost> Stream::take_refused(const MessageId& id) {
    const auto found = std::ranges::find_if(
        refused_, [&](const RefusedPost& refused) { return refused.row.id == id; });
    if (found == refused_.end()) return std::nullopt;
    RefusedPost taken = std::move(*found);
    refused_.erase(found);
    return taken;
}

/// Entries lie in order and dense, but other rows stand between them.
std::optional<std::size_t> Stream::index_of(std::uint64_t number) const {
    if (first_ == 0 || number < first_ || number > last_) return std::nullopt;
    // Every other row only moves an entry further down.
    std::size_t index = static_cast<std::size_t>(number - first_);
    for (; index < rows_.size(); ++index) {
        if (rows_[index] == Row{Row::Kind::entry, number}) return index;
    }
    return std::nullopt;
}

PresenceRow& Stream::open_presence(WallMs at) {
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
