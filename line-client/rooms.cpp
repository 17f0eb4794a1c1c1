#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/commands.hpp"
#include "line-client/listed_rooms.hpp"
#include "line-client/output/room_lists.hpp"
#include "line-client/quiet_session.hpp"

namespace indaba::line {

std::variant<std::vector<RoomInfo>, int> list_rooms(ClientLoop& loop, ClientLoop::Time give_up) {
    auto answer = loop.answer_to<client::RoomsListed>(
        [](client::Model& model, client::Now now, client::Effects& effects) {
            return model.list_rooms(now, effects);
        },
        give_up);
    if (!answer || !answer->sentence.empty()) return no_list(answer);
    return std::move(answer->rooms);
}

int run_rooms(const CommonOptions& common, const RoomsOptions& options) {
    const auto give_up = std::chrono::steady_clock::now() + answer_timeout;
    return run_quiet_session(common, give_up, [&](ClientLoop& loop) {
        const auto listed = list_rooms(loop, give_up);
        if (const int* code = std::get_if<int>(&listed)) return *code;
        const auto& rooms = std::get<std::vector<RoomInfo>>(listed);
        for (const std::string& line :
             options.json ? json_rooms(loop.model(), rooms) : room_lines(loop.model(), rooms))
            print_line(line);
        return exit_code::done;
    });
}

}  // namespace indaba::line
