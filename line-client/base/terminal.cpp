#include "line-client/base/terminal.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "common/base/standard_descriptors.hpp"

namespace indaba::line {
namespace {

constexpr int standard_output = 1, standard_error = 2;

int first_output_error = 0;  // errno of the first line that could not be written

std::string with_line_break(std::string_view line) { return std::string(line) + '\n'; }

/// As read_input(), but waits until there is something, or a stop is requested.
InputPart wait_and_read(char* into, std::size_t size) {
    for (;;) {
        wait_for_input();
        if (stop_requested()) return {};
        const InputPart part = read_input(into, size);
        if (part.size > 0 || part.ended) return part;
    }
}

}  // namespace

bool print_line(std::string_view line) {
    if (first_output_error != 0) return false;
    first_output_error = write_all(standard_output, with_line_break(line));
    return first_output_error == 0;
}

void report_output_gone() {
    if (first_output_error == 0) first_output_error = EPIPE;
}

bool output_failed() { return first_output_error != 0; }

std::optional<std::string> output_error_sentence() {
    if (first_output_error == 0 || first_output_error == EPIPE) return std::nullopt;
    return std::string("The output could not be written: ") + std::strerror(first_output_error) +
           ".";
}

void print_error(std::string_view sentence) {
    write_all(standard_error, with_line_break(sentence));
}

void LineReader::read_some() {
    char bytes[4096];
    const InputPart part = read_input(bytes, sizeof bytes);
    if (part.ended) closed_ = true;
    std::string_view more(bytes, part.size);
    if (skipping_) {
        const std::size_t end = more.find('\n');
        if (end == std::string_view::npos) return;
        skipping_ = false;
        more.remove_prefix(end);  // the line break ends the part that was kept
    }
    buffer_ += more;
    if (buffer_.size() > max_line && buffer_.find('\n') == std::string::npos) {
        buffer_.resize(max_line);
        skipping_ = true;
    }
}

bool LineReader::next(std::string& line) {
    const std::size_t end = buffer_.find('\n');
    if (end == std::string::npos && !last_line()) return false;
    line = buffer_.substr(0, end);
    buffer_.erase(0, end == std::string::npos ? end : end + 1);
    if (line.ends_with('\r')) line.pop_back();
    return true;
}

std::string read_secret(std::string_view question) {
    write_all(standard_error, question);
    show_typed(false);
    std::string line;
    for (char c = 0; wait_and_read(&c, 1).size == 1 && c != '\n';) line += c;
    show_typed(true);
    write_all(standard_error, "\n");
    if (stop_requested()) throw std::runtime_error("Stopped.");
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

std::string read_all(std::size_t max) {
    std::string text;
    char bytes[4096];
    while (text.size() < max) {
        const InputPart part = wait_and_read(bytes, sizeof bytes);
        if (part.error != 0)
            throw std::runtime_error(std::string("Standard input cannot be read: ") +
                                     std::strerror(part.error) + ". Nothing was sent.");
        if (part.size == 0) break;
        text.append(bytes, part.size);
    }
    return text;
}

}  // namespace indaba::line
