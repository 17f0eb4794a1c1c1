/// indaba-load: runs thousands of clients in one process against a real broker.
#include <fmt/format.h>

#include <exception>
#include <string>

#include "common/base/standard_descriptors.hpp"
#include "tests/load/exit_codes.hpp"
#include "tests/load/load_options.hpp"
#include "tests/load/load_run.hpp"
#include "tests/load/machine.hpp"
#include "tests/load/report.hpp"

namespace {

using namespace indaba;
using namespace indaba::load;

/// Each client has three queue descriptors and one TCP connection.
constexpr std::uint64_t descriptors_per_client = 4;
constexpr std::uint64_t other_descriptors = 64;

int run(const Options& options) {
    const std::uint64_t limit = raise_descriptor_limit();
    if (options.clients * descriptors_per_client + other_descriptors > limit) {
        print({}, fmt::format("{} clients need {} descriptors; this process may have {}.\n",
                              options.clients,
                              options.clients * descriptors_per_client + other_descriptors, limit));
        return exit_code::usage;
    }
    LoadRun load_run(options);
    if (const auto why = load_run.connect()) {
        print({}, fmt::format("Could not join at {}: {}\n",
                              client::to_string(options.server.endpoints), *why));
        return exit_code::no_connection;
    }
    if (const auto why = load_run.join_rooms()) {
        print({}, fmt::format("Could not make and join the rooms: {}\n", *why));
        return exit_code::no_connection;
    }
    load_run.post_all();
    load_run.await_deliveries();
    const Report report = load_run.report();
    const std::string people = options.json ? std::string() : for_people(report);
    if (!print(people + as_json(report) + "\n", {})) return exit_code::not_clean;
    return report.clean() ? exit_code::clean : exit_code::not_clean;
}

}  // namespace

int main(int argc, char** argv) {
    indaba::open_standard_descriptors();
    const auto options = parse_options(argc, argv);
    if (const int* code = std::get_if<int>(&options)) return *code;
    try {
        return run(std::get<Options>(options));
    } catch (const std::exception& error) {
        print({}, fmt::format("indaba-load: {}\n", error.what()));
        return exit_code::no_connection;
    }
}
