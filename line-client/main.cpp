/// indaba-cli: Indaba in a terminal and in scripts.
#include <exception>
#include <variant>

#include "common/base/standard_descriptors.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/chat/chat.hpp"
#include "line-client/commands.hpp"

namespace indaba::line {
namespace {

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

int run_command(const CommonOptions& common, const Command& command) {
    return std::visit(
        Overloaded{
            [&](const ChatOptions& chat) { return run_chat(common, chat.room); },
            [&](const SendOptions& send) { return run_send(common, send); },
            [&](const TailOptions& tail) { return run_tail(common, tail); },
            [&](const HistoryOptions& history) { return run_history(common, history); },
            [&](const WhoOptions& who) { return run_who(common, who); },
            [&](const RoomsOptions& rooms) { return run_rooms(common, rooms); },
            [&](const SearchOptions& search) { return run_search(common, search); },
            [&](const ExportOptions& to) { return run_export(common, to); },
            [&](const PingOptions&) { return run_ping(common); },
            [&](const KeyShowOptions&) { return run_key_show(common); },
            [&](const KeyFingerprintOptions& of) { return run_key_fingerprint(common, of); },
            [&](const KeyExportOptions& to) { return run_key_export(common, to); },
            [&](const KeyImportOptions& from) { return run_key_import(common, from); },
        },
        command);
}

/// Returns the exit code, after it has printed why lines of the output could not be written. A
/// message that was sent is stored all the same, so `send` keeps its exit code.
int check_output(int code, const Command& command) {
    const auto why = output_error_sentence();
    if (!why) return code;
    print_error(*why);
    const bool sent = std::holds_alternative<SendOptions>(command);
    return code == exit_code::done && !sent ? exit_code::refused : code;
}

int run(int argc, char** argv) {
    prepare_terminal();
    const auto parsed = parse_options(argc, argv);
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    const auto& options = std::get<Options>(parsed);
    return check_output(run_command(options.common, options.command), options.command);
}

}  // namespace
}  // namespace indaba::line

int main(int argc, char** argv) {
    indaba::open_standard_descriptors();
    try {
        return indaba::line::run(argc, argv);
    } catch (const std::exception& error) {
        indaba::line::print_error(error.what());
        return indaba::line::exit_code::refused;
    }
}
