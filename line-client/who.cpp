#include "common/wire/text.hpp"
#include "line-client/commands.hpp"
#include "line-client/exit_codes.hpp"
#include "line-client/output/json_lines.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/station.hpp"
#include "line-client/terminal.hpp"

namespace indaba::line {

int run(const Common& common, const Who& who) {
    const Place place = open_place(common);
    client::Model::Options options = place.model_options();
    options.quiet = true;
    Station station(place, std::move(options));
    if (const auto code = station.join(std::chrono::steady_clock::now() + answer_timeout)) {
        return *code;
    }
    for (const Person& person : people_by_name(station.model())) {
        const bool you = person.account == place.key.account;
        print_line(who.json ? json_person(person, you)
                            : screen_word(person.name) + (you ? " (you)" : ""));
    }
    station.leave();
    return exit_code::done;
}

}  // namespace indaba::line
