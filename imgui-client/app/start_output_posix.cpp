#include "common/base/standard_descriptors.hpp"
#include "imgui-client/app/start_output.hpp"

namespace indaba::ui {

void find_readers() {}

bool print_or_show(std::string_view output, std::string_view errors) noexcept {
    return print(output, errors);
}

}  // namespace indaba::ui
