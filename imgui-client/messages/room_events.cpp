#include "imgui-client/messages/room_events.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "common/client/text/local_time.hpp"
#include "common/wire/codec.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_names = 3;

const Entry* room_entry(const client::ConversationState& state, std::uint64_t number) {
    const Entry* entry = state.held.find(number);
    return entry && entry->kind == kind_room ? entry : nullptr;
}

bool is_same_run(const Entry& entry, const Entry& next) {
    return entry.number % room_changes_in_row != 0 &&
           client::calendar_day(entry.at) == client::calendar_day(next.at);
}

/// Puts the parts of one line together: people of which the same is told are listed once.
class EventsLine {
 public:
    explicit EventsLine(const client::Model& model) : model_(model) {}

    void add(const RoomEvent& event, const Account& author) {
        const DisplayText by =
            event.by == author ? DisplayText(ours("the operator")) : name_of(event.by);
        if (event.what == "joined") return list({}, by, ours(" joined"));
        if (event.what == "left") return list({}, by, ours(" left"));
        if (event.what == "added") return list(by + ours(" added "), name_of(event.account), {});
        if (event.what == "removed")
            return list(by + ours(" removed "), name_of(event.account), {});
        end_list();
        append(words_of(event, by));
    }
    DisplayText end() {
        end_list();
        return std::move(line_);
    }

 private:
    DisplayText name_of(const std::optional<Account>& account) const {
        const std::string name = account ? model_.name_of(*account) : std::string();
        return name.empty() ? DisplayText(ours("somebody")) : name_in_sentence(name);
    }
    DisplayText words_of(const RoomEvent& event, const DisplayText& by) const {
        const std::string& what = event.what;
        const DisplayText whom = name_of(event.account);
        const std::string topic = event.topic.value_or("");
        const DisplayText quoted = ours(": “") + display_line(topic) + ours("”");
        const DisplayText title = ours("#") + display_line(event.title.value_or(""));
        if (what == "created") return by + ours(" made the room ") + title;
        if (what == "title") return by + ours(" named the room ") + title;
        if (what == "topic" && topic.empty()) return by + ours(" removed the topic");
        if (what == "topic") return by + ours(" set the topic") + quoted;
        if (what == "owner") return by + ours(" made ") + whom + ours(" an owner");
        if (what == "member") return whom + ours(" is no owner any more");
        if (what == "archived") return by + ours(" archived the room");
        if (what == "reopened") return by + ours(" reopened the room");
        if (what == "rebound") return whom + ours(" has another key");
        return by + ours(" changed the room in a way that this version cannot show");
    }
    /// Lists a name between two words. Names between the same words are listed together.
    void list(const DisplayText& before, const DisplayText& name, DisplayTextView after) {
        if (before_.view() != before.view() || after_.view() != after.view()) end_list();
        before_ = before;
        after_ = after;
        if (++listed_ > max_names) return;
        if (!names_.empty()) names_ += ours(", ");
        names_ += name;
    }
    void end_list() {
        if (listed_ == 0) return;
        if (listed_ > max_names) names_ = display_number(listed_) + ours(" people");
        append(before_ + names_ + after_);
        names_ = {};
        listed_ = 0;
    }
    void append(DisplayTextView part) {
        if (!line_.empty()) line_ += ours(", ");
        line_ += part;
    }

    const client::Model& model_;
    DisplayText line_, names_, before_;
    DisplayTextView after_;
    std::size_t listed_ = 0;
};

}  // namespace

bool is_told_later(const client::ConversationState& state, const Entry& entry) {
    if (entry.kind != kind_room) return false;
    const Entry* next = room_entry(state, entry.number + 1);
    return next && is_same_run(entry, *next);
}

DisplayText room_events_line(const client::Model& model, const client::ConversationState& state,
                             const Entry& entry) {
    const Entry* first = &entry;
    for (const Entry* before = room_entry(state, first->number - 1);
         before && is_same_run(*before, *first); before = room_entry(state, first->number - 1))
        first = before;
    EventsLine line(model);
    for (std::uint64_t number = first->number; number <= entry.number; ++number) {
        const Entry& each = *state.held.find(number);
        if (const auto event = decode_room_event(each.body)) line.add(*event, each.account);
    }
    return line.end() + ours(" · ") + display_line(client::clock_time(entry.at));
}

std::string without_isolates(std::string_view sentence) {
    std::string result;
    for (std::size_t at = 0; at < sentence.size();) {
        const std::string_view rest = sentence.substr(at);
        const bool isolates = rest.starts_with("\u2068") || rest.starts_with("\u2069");
        const std::size_t length = isolates ? 3 : 1;
        if (!isolates) result += rest.front();
        at += length;
    }
    return result;
}

}  // namespace indaba::ui
