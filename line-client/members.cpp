#include "line-client/members.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/client/text/input_command.hpp"
#include "common/wire/name.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/listed_rooms.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/output/room_lists.hpp"

namespace indaba::line {
namespace {

using client::Effects;
using client::Model;
using client::Now;

struct RoomWithOwners {
    ConversationId id{};
    std::vector<Account> owners;
};

/// Returns a room of this account, or an open one. Otherwise prints why and returns the exit code.
std::variant<RoomWithOwners, int> find_any_room(ClientLoop& loop, const std::string& typed,
                                                ClientLoop::Time give_up) {
    const std::string_view title = client::named_room(typed);
    if (is_lobby(title)) {
        print_error("Everybody is in the lobby. `indaba-cli who` lists the people who are online.");
        return exit_code::refused;
    }
    if (!loop.model().rooms_titled(title).empty()) {
        const auto own = find_room(loop.model(), title);
        if (const auto* id = std::get_if<ConversationId>(&own))
            return RoomWithOwners{*id, owners_of(*loop.model().find(*id)->room)};
        print_error(std::get<std::string>(own));
        return exit_code::refused;
    }
    const auto listed = list_rooms(loop, give_up);
    if (const int* code = std::get_if<int>(&listed)) return *code;
    for (const RoomInfo& room : std::get<std::vector<RoomInfo>>(listed))
        if (case_folded(room.title) == case_folded(title))
            return RoomWithOwners{room.id, room.owners};
    print_error(fmt::format("There is no room {}. `indaba-cli rooms` lists all.",
                            screen_word(shown_title(std::string(title)))));
    return exit_code::refused;
}

}  // namespace

int print_members(ClientLoop& loop, const std::string& title, bool json, ClientLoop::Time give_up) {
    const auto found = find_any_room(loop, title, give_up);
    if (const int* code = std::get_if<int>(&found)) return *code;
    const auto& room = std::get<RoomWithOwners>(found);
    const auto answer = loop.answer_to<client::MembersListed>(
        [&](Model& model, Now now, Effects& effects) {
            return model.list_members(room.id, now, effects);
        },
        give_up);
    if (!answer || !answer->sentence.empty()) return no_list(answer);
    for (const ListedMember& member : listed_members(loop.model(), answer->members, room.owners))
        print_line(json ? json_member(member) : member_word(member));
    return exit_code::done;
}

}  // namespace indaba::line
