#include "common/wire/text.hpp"
#include "line-client/client_loop.hpp"
#include "line-client/commands.hpp"
#include "line-client/exit_codes.hpp"
#include "line-client/output/json_lines.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/terminal.hpp"

namespace indaba::line {

int run(const Common& common, const WhoOptions& who) {
    const OpenedHome opened = open_home(common);
    client::Model::Options options = opened.model_options();
    options.quiet = true;
    ClientLoop loop(opened, std::move(options));
    if (const auto code = loop.join(std::chrono::steady_clock::now() + answer_timeout)) {
        return *code;
    }
    for (const Person& person : people_by_name(loop.model())) {
        const bool you = person.account == opened.key.account;
        print_line(who.json ? json_person(person, you)
                            : screen_word(person.name) + (you ? " (you)" : ""));
    }
    loop.leave();
    return exit_code::done;
}

}  // namespace indaba::line
