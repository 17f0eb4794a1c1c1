#include "imgui-client/view_state/timeline.hpp"

#include <algorithm>
#include <utility>

#include "common/client/text/local_time.hpp"
#include "common/wire/bodies.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_names = 3;

template <class Change>
void count(std::vector<Change>& changes, std::size_t& total, Change change) {
    ++total;
    if (changes.size() < max_names) changes.push_back(std::move(change));
}

}  // namespace

// ---- entries ------------------------------------------------------------------------------------

void Timeline::update_from(const client::ConversationState& state) {
    head_ = state.number;
    const bool has_entries = state.number >= state.first;
    const std::uint64_t first = has_entries ? state.first : 0;
    const std::uint64_t last = has_entries ? state.number : 0;
    const bool appends = first_ == 0 ? others_.empty() : first == first_ && last >= last_;
    const bool changes = first != first_ || last != last_;
    if (changes && !appends) ++arrangement_;
    first_ = first;
    last_ = last;
}

void Timeline::restart(std::uint64_t head) {
    first_ = last_ = 0;
    changed_.clear();
    head_ = head;
    for (Other& other : others_) other.order.entry = std::min(other.order.entry, head);
    ++arrangement_;
    ++history_;
}

/// Returns how many entries there are up to `number`.
std::size_t Timeline::entries_through(std::uint64_t number) const {
    if (first_ == 0 || number < first_) return 0;
    return static_cast<std::size_t>(std::min(number, last_) - first_ + 1);
}

void Timeline::room_changed(const client::ConversationState& state, std::uint64_t number) {
    const auto is_change = [&state](std::uint64_t each) {
        const Entry* entry = state.held.find(each);
        return entry && entry->kind == kind_room;
    };
    if (!is_change(number)) return;
    if (is_change(number - 1)) message_changed(number - 1);
    std::uint64_t last = number;
    while (last % room_changes_in_row != 0 && is_change(last + 1)) ++last;
    if (last != number) message_changed(last);
}

// ---- rows by index ------------------------------------------------------------------------------

/// Returns the index of the row of `others_[other]`.
std::size_t Timeline::position_of(std::size_t other) const {
    return other + entries_through(others_[other].order.entry);
}

Row Timeline::row_of(const Other& other) const {
    constexpr Row::Kind kinds[] = {Row::Kind::whisper, Row::Kind::presence, Row::Kind::note};
    return {kinds[other.what.index()], other.order, other.version};
}

Row Timeline::row(std::size_t index) const {
    std::size_t begin = 0, end = others_.size();
    while (begin < end) {
        const std::size_t middle = begin + (end - begin) / 2;
        if (position_of(middle) < index)
            begin = middle + 1;
        else
            end = middle;
    }
    if (begin < others_.size() && position_of(begin) == index) return row_of(others_[begin]);
    const std::uint64_t number = first_ + index - begin;
    return {Row::Kind::entry, {number, 0}, version_of(number)};
}

/// Returns a version that changes with the message and with the history.
std::uint64_t Timeline::version_of(std::uint64_t number) const {
    constexpr unsigned history_bits = 20;
    const auto changed = changed_.find(number);
    return history_ | (changed == changed_.end() ? 0 : changed->second << history_bits);
}

std::optional<std::size_t> Timeline::index_of(const RowOrder& order) const {
    const auto found = std::ranges::lower_bound(others_, order, {}, &Other::order);
    const auto before = static_cast<std::size_t>(found - others_.begin());
    if (order.place == 0) {
        if (first_ == 0 || order.entry < first_ || order.entry > last_) return std::nullopt;
        return static_cast<std::size_t>(order.entry - first_) + before;
    }
    if (found == others_.end() || found->order != order) return std::nullopt;
    return position_of(before);
}

const Timeline::Other& Timeline::other(const Row& row) const {
    return *std::ranges::lower_bound(others_, row.order, {}, &Other::order);
}

const WhisperRow& Timeline::whisper(const Row& row) const {
    return std::get<WhisperRow>(other(row).what);
}

const NoteRow& Timeline::note(const Row& row) const { return std::get<NoteRow>(other(row).what); }

PresenceRow Timeline::presence(const Row& row) const {
    const Other& found = other(row);
    const bool is_open = !presence_changes_.empty() && &found == &others_.back();
    return is_open ? sum_of_changes() : std::get<PresenceRow>(found.what);
}

// ---- other rows ---------------------------------------------------------------------------------

void Timeline::append(std::variant<WhisperRow, PresenceRow, NoteRow> what) {
    if (!presence_changes_.empty()) {
        others_.back().what = sum_of_changes();
        presence_changes_.clear();
    }
    const std::uint64_t entry =
        others_.empty() ? newest() : std::max(newest(), others_.back().order.entry);
    others_.push_back({{entry, ++last_place_}, ++last_version_, std::move(what)});
}

void Timeline::add_whisper(const ConversationId& conversation, std::uint64_t number) {
    append(WhisperRow{conversation, number});
}

void Timeline::whisper_changed(const ConversationId& conversation, std::uint64_t number) {
    for (Other& other : others_) {
        const auto* whisper = std::get_if<WhisperRow>(&other.what);
        if (whisper && whisper->conversation == conversation && whisper->number == number)
            other.version = ++last_version_;
    }
}

void Timeline::drop_whispers(const ConversationId& conversation) {
    const auto erased = std::erase_if(others_, [&](const Other& other) {
        const auto* whisper = std::get_if<WhisperRow>(&other.what);
        return whisper && whisper->conversation == conversation;
    });
    if (erased > 0) ++arrangement_;
}

void Timeline::add_note(std::string sentence, bool warning, WallMs at) {
    append(NoteRow{at, std::move(sentence), warning});
}

// ---- presence -----------------------------------------------------------------------------------

void Timeline::add_joined(const Person& person, WallMs at) { change_online(person, true, at); }
void Timeline::add_left(const Person& person, WallMs at) { change_online(person, false, at); }

void Timeline::change_online(const Person& person, bool online, WallMs at) {
    PresenceChange& change = change_presence(person, at);
    if (!change.was_online) change.was_online = !online;
    change.is_online = online;
    settle_presence(person.account, at);
}

void Timeline::add_renamed(const Account& account, const std::string& before,
                           const std::string& now, WallMs at) {
    change_presence({account, before}, at).now = now;
    settle_presence(account, at);
}

/// Returns the change of a person in the last row. Begins a row if the last one is no presence of
/// the same day.
Timeline::PresenceChange& Timeline::change_presence(const Person& person, WallMs at) {
    const bool goes_on = !presence_changes_.empty() && others_.back().order.entry >= newest() &&
                         client::calendar_day(std::get<PresenceRow>(others_.back().what).at) ==
                             client::calendar_day(at);
    if (!goes_on) append(PresenceRow{at, {}, {}, {}});
    const auto [change, is_first] = presence_changes_.try_emplace(person.account);
    if (is_first) change->second = {{}, false, person.name, person.name, ++last_version_};
    return change->second;
}

/// Removes a change that came to nothing, and a row without changes.
void Timeline::settle_presence(const Account& account, WallMs at) {
    const PresenceChange& change = presence_changes_.at(account);
    const bool moved = change.was_online && *change.was_online != change.is_online;
    if (!moved && change.before == change.now) presence_changes_.erase(account);
    if (presence_changes_.empty()) {
        others_.pop_back();
        return;
    }
    others_.back().version = ++last_version_;
    std::get<PresenceRow>(others_.back().what).at = at;
}

PresenceRow Timeline::sum_of_changes() const {
    std::vector<const PresenceChange*> changes;
    for (const auto& [account, change] : presence_changes_) changes.push_back(&change);
    std::ranges::sort(changes, {}, &PresenceChange::sequence);
    PresenceRow row;
    row.at = std::get<PresenceRow>(others_.back().what).at;
    for (const PresenceChange* change : changes) {
        const bool moved = change->was_online && *change->was_online != change->is_online;
        if (moved && change->is_online) count(row.joined, row.joined_count, change->now);
        if (moved && !change->is_online) count(row.left, row.left_count, change->now);
        if (change->before != change->now)
            count(row.renamed, row.renamed_count, Renaming{change->before, change->now});
    }
    return row;
}

// ---- refused posts ------------------------------------------------------------------------------

void Timeline::add_refused(RefusedPost refused) { refused_.push_back(std::move(refused)); }

std::optional<RefusedPost> Timeline::remove_refused(const MessageId& id) {
    const auto found = std::ranges::find_if(
        refused_, [&](const RefusedPost& refused) { return refused.row.id == id; });
    if (found == refused_.end()) return std::nullopt;
    RefusedPost taken = std::move(*found);
    refused_.erase(found);
    return taken;
}

}  // namespace indaba::ui
