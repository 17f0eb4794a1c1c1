#include "tests/protocol/vector_file.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "common/base/trim.hpp"
#include "common/base/utf8.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::test {
namespace {

Columns split(std::string_view line) {
    Columns columns;
    while (true) {
        const auto bar = line.find('|');
        columns.emplace_back(trimmed(line.substr(0, bar), " "));
        if (bar == std::string_view::npos) return columns;
        line.remove_prefix(bar + 1);
    }
}

}  // namespace

std::string read_text_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<Columns> vectors(const std::string& file) {
    std::istringstream lines(read_text_file(VECTORS "/" + file));
    std::vector<Columns> result;
    for (std::string line; std::getline(lines, line);)
        if (!line.empty() && line.front() != '#') result.push_back(split(line));
    if (result.empty()) throw std::runtime_error(file + " has no vectors");
    return result;
}

std::string bytes_of(std::string_view hex) {
    std::string result;
    std::istringstream words{std::string(hex)};
    for (std::string word; words >> word;) {
        const auto star = word.find('*');
        const auto unit = from_hex(word.substr(0, star));
        if (!unit) throw std::runtime_error("not hex: " + word);
        const unsigned long times =
            star == std::string::npos ? 1 : std::stoul(word.substr(star + 1));
        for (unsigned long i = 0; i < times; ++i) result += *unit;
    }
    return result;
}

std::string unescaped(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            result += text[i];
            continue;
        }
        const char kind = text.at(++i);
        if (kind == 'n') {
            result += '\n';
        } else if (kind == 't') {
            result += '\t';
        } else if (kind == '\\') {
            result += '\\';
        } else if (kind == 'x') {
            result += bytes_of(text.substr(i + 1, 2));
            i += 2;
        } else if (kind == 'u') {
            const auto end = text.find('}', i);
            result += to_utf8(static_cast<char32_t>(
                std::stoul(std::string(text.substr(i + 2, end - i - 2)), nullptr, 16)));
            i = end;
        } else {
            throw std::runtime_error("no such escape: \\" + std::string(1, kind));
        }
    }
    return result;
}

}  // namespace indaba::test
