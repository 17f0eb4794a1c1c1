#include "tests/text/reference_programs.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace indaba::test {

bool has_program(std::string_view name) {
    return std::system(("command -v " + std::string(name) + " >/dev/null").c_str()) == 0;
}

std::vector<std::string> output_of(const std::string& command,
                                   const std::vector<std::string>& input) {
    const std::string stem =
        std::filesystem::temp_directory_path() / ("indaba-text-" + std::to_string(getpid()));
    const std::string in = stem + ".in", out = stem + ".out";
    std::ofstream written(in);
    for (const std::string& line : input) written << line << '\n';
    written.close();
    std::vector<std::string> lines;
    if (std::system((command + " " + in + " >" + out).c_str()) == 0) {
        std::ifstream read(out);
        for (std::string line; std::getline(read, line);) lines.push_back(line);
    }
    std::filesystem::remove(in);
    std::filesystem::remove(out);
    return lines;
}

}  // namespace indaba::test
