/// indaba-cli: Indaba without a screen.
#include <exception>
#include <variant>

#include "line-client/commands.hpp"
#include "line-client/exit_codes.hpp"
#include "line-client/terminal.hpp"

int main(int argc, char** argv) {
    namespace line = indaba::line;
    try {
        line::prepare_terminal();
        const auto parsed = line::parse_options(argc, argv);
        if (const int* code = std::get_if<int>(&parsed)) return *code;
        const auto& options = std::get<line::Options>(parsed);
        const int code =
            std::visit([&](const auto& command) { return line::run(options.common, command); },
                       options.command);
        const auto output_error = line::output_error_sentence();
        if (!output_error) return code;
        line::print_error(*output_error);
        // What was sent is stored all the same.
        const bool sent = std::holds_alternative<line::SendOptions>(options.command);
        return code == line::exit_code::done && !sent ? line::exit_code::refused : code;
    } catch (const std::exception& error) {
        line::print_error(error.what());
        return line::exit_code::refused;
    }
}
