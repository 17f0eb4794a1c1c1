#include "line-client/output/room_event_sentence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace indaba::line {
namespace {

/// The events that name nobody but who did it, or one more person; {0}, {1} and {2} are who did it,
/// the room and the person.
struct Wording {
    std::string_view what, sentence;
};
constexpr std::array wordings{
    Wording{"joined", "{0} joined {1}."},
    Wording{"left", "{0} left {1}."},
    Wording{"archived", "{0} archived {1}: it is read-only now."},
    Wording{"reopened", "{0} reopened {1}."},
    Wording{"added", "{0} added {2} to {1}."},
    Wording{"removed", "{0} removed {2} from {1}."},
    Wording{"owner", "{0} made {2} an owner of {1}."},
    Wording{"member", "{0} made {2}, who was an owner of {1}, a plain member."},
    Wording{"rebound", "{2} has another key now, in {1} too."}};

/// Returns the sentence with the topic after it, if there is one.
std::string with_topic(std::string sentence, const RoomEvent& event) {
    const std::string topic = event.topic.value_or("");
    return std::move(sentence) + (topic.empty() ? "." : ": " + topic);
}

}  // namespace

std::string room_event_sentence(const RoomEvent& event, const RoomEventNames& names) {
    if (event.what == "created")
        return with_topic(fmt::format("{} made the {}room #{}", names.by,
                                      event.is_private ? "private " : "", event.title.value_or("")),
                          event);
    if (event.what == "title")
        return fmt::format("{} renamed a room: it is #{} now.", names.by, event.title.value_or(""));
    if (event.what == "topic")
        return with_topic(
            fmt::format("{} {} the topic of {}", names.by,
                        event.topic.value_or("").empty() ? "removed" : "set", names.room),
            event);
    const auto* wording = std::ranges::find(wordings, event.what, &Wording::what);
    if (wording == wordings.end())
        return fmt::format("{} changed {} in a way that this version cannot show.", names.by,
                           names.room);
    return fmt::format(fmt::runtime(wording->sentence), names.by, names.room, names.whom);
}

}  // namespace indaba::line
