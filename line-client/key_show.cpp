#include "common/client/home.hpp"
#include "common/client/key.hpp"
#include "line-client/commands.hpp"
#include "line-client/exit_codes.hpp"
#include "line-client/terminal.hpp"

namespace indaba::line {

int run(const Common& common, const KeyShow&) {
    client::make_home(common.home);
    print_line(to_hex(client::load_or_make_key(common.home).account));
    return exit_code::done;
}

}  // namespace indaba::line
