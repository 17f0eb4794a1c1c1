#include "broker/core/room_requests.hpp"

#include <map>
#include <string_view>

#include "broker/core/refusals.hpp"
#include "common/base/utf8.hpp"
#include "common/wire/codec.hpp"

namespace indaba::broker {
namespace {

enum class Needs { nothing, account, title, topic };
struct Action {
    std::string_view event;
    Needs needs;
};

const Action* find_action(const std::string& name) {
    static const std::map<std::string_view, Action> actions{
        {"create", {"created", Needs::title}},   {"join", {"joined", Needs::nothing}},
        {"leave", {"left", Needs::nothing}},     {"add", {"added", Needs::account}},
        {"remove", {"removed", Needs::account}}, {"owner", {"owner", Needs::account}},
        {"member", {"member", Needs::account}},  {"title", {"title", Needs::title}},
        {"topic", {"topic", Needs::topic}},      {"archive", {"archived", Needs::nothing}},
        {"reopen", {"reopened", Needs::nothing}}};
    const auto found = actions.find(name);
    return found == actions.end() ? nullptr : &found->second;
}

std::optional<Refusal> shape_refusal(const RoomRequest& request, const Action& action) {
    const auto bad = [](std::string_view sentence) {
        return Refusal::final(code::bad_message, sentence);
    };
    const bool creates = action.event == "created";
    if (creates == request.conversation.has_value())
        return bad("Name the room to change, and none to create.");
    if (action.needs == Needs::account && !request.account) return bad("Name the account.");
    if (action.needs == Needs::title && !request.title) return bad("Give the title.");
    if (action.needs == Needs::topic && !request.topic) return bad("Give the topic.");
    if (request.conversation == lobby)
        return Refusal::final(code::unknown_action,
                              "The lobby stays as it is, and everybody is always in it.");
    return std::nullopt;
}

std::optional<Refusal> topic_refusal(const std::string& topic) {
    const auto length = code_points(topic);
    if (!length) return Refusal::final(code::bad_text, "A topic is text in UTF-8.");
    if (*length <= limit::topic_code_points) return std::nullopt;
    return Refusal::final(code::too_long, "A topic has at most 256 characters.");
}

}  // namespace

std::variant<RoomChange, Refusal> requested_change(const RoomRequest& request, const Account& by) {
    const Action* action = find_action(request.action);
    if (!action) return refusals::of_room(code::unknown_action);
    if (auto refusal = shape_refusal(request, *action)) return *refusal;
    const bool creates = action->event == "created";
    RoomChange change;
    change.event.what = action->event;
    change.event.by = by;
    if (action->needs == Needs::account) change.event.account = request.account;
    if (creates || action->needs == Needs::topic) change.event.topic = request.topic;
    if (change.event.topic)
        if (auto refusal = topic_refusal(*change.event.topic)) return *refusal;
    if (creates) change.event.is_private = request.is_private;
    if (creates) change.event.from_joining = request.from_joining;
    if (action->needs != Needs::title) return change;
    auto title = validate_title(*request.title);
    if (const InvalidName* unfit = std::get_if<InvalidName>(&title))
        return Refusal::final(code::title_unfit, unfit->why);
    const Name& name = std::get<Name>(title);
    change.event.title = name.display;
    change.folded = name.folded;
    change.skeleton = name.skeleton;
    return change;
}

void announce(RoomChange& change, const Conversation* room, const Account& broker,
              const Nonce& fresh, WallMs now) {
    Post& post = change.announcement;
    if (room) {
        post.conversation = *room;
    } else {
        post.conversation.id = *ConversationId::from(fresh.view());
        post.conversation.room = change.event.title;
    }
    post.author = broker;
    post.at = now;
    post.id = *MessageId::from(fresh.view());
    post.kind = kind_room;
    post.body = encode(change.event);
}

}  // namespace indaba::broker
