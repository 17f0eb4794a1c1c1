/// The program `indaba`: the chat window.
#include <exception>
#include <string>
#include <variant>

#include "common/base/standard_descriptors.hpp"
#include "imgui-client/app/options.hpp"
#include "imgui-client/app/start.hpp"
#include "imgui-client/app/start_output.hpp"

int main(int argc, char** argv) {
    namespace ui = indaba::ui;
    ui::find_readers();
    indaba::open_standard_descriptors();
    try {
        const auto parsed = ui::parse_options(argc, argv);
        if (const int* code = std::get_if<int>(&parsed)) return *code;
        return ui::start(std::get<ui::Options>(parsed));
    } catch (const std::exception& error) {
        ui::print_or_show({}, std::string(error.what()) + "\n");
        return 1;
    }
}
