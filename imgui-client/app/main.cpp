/// The program `indaba`: the chat window.
#include <exception>
#include <string>
#include <variant>

#include "common/base/standard_descriptors.hpp"
#include "imgui-client/app/options.hpp"
#include "imgui-client/app/start.hpp"

int main(int argc, char** argv) {
    indaba::open_standard_descriptors();
    namespace ui = indaba::ui;
    try {
        const auto parsed = ui::parse_options(argc, argv);
        if (const int* code = std::get_if<int>(&parsed)) return *code;
        return ui::start(std::get<ui::Options>(parsed));
    } catch (const std::exception& error) {
        indaba::print({}, std::string(error.what()) + "\n");
        return 1;
    }
}
