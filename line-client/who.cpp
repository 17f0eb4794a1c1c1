#include "common/wire/text.hpp"
#include "line-client/base/client_loop.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/commands.hpp"
#include "line-client/members.hpp"
#include "line-client/output/json_lines.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/quiet_session.hpp"

namespace indaba::line {

int run_who(const CommonOptions& common, const WhoOptions& who) {
    const auto give_up = std::chrono::steady_clock::now() + answer_timeout;
    return run_quiet_session(common, give_up, [&](ClientLoop& loop) {
        if (who.room) return print_members(loop, *who.room, who.json, give_up);
        for (const Person& person : people_by_name(loop.model())) {
            const bool you = person.account == loop.model().me();
            print_line(who.json ? json_person(person, you)
                                : screen_word(person.name) + (you ? " (you)" : ""));
        }
        return exit_code::done;
    });
}

}  // namespace indaba::line
