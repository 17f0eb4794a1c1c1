#include "line-client/chat/chat_input.hpp"

#include <fmt/format.h>

namespace indaba::line {

void ChatInput::ask_name() {
    print_line("Your name?");
    question_ = Question::name;
}

void ChatInput::ask_trust(const std::string& server, const std::string& fingerprint) {
    print_line(fmt::format("This home does not know the broker at {} yet. Its key is:", server));
    print_line("    " + fingerprint);
    print_line(
        "./run links (or indaba-broker links) prints it where the broker runs. Is it the same? "
        "Answer yes or no:");
    question_ = Question::trust;
}

std::optional<ChatLine> ChatInput::next() {
    std::string line;
    while (reader_.next(line)) {
        if (question_ == Question::none) return client::parse_input(line);
        if (question_ == Question::name && !line.empty()) {
            question_ = Question::none;
            return NameAnswer{line};
        }
        if (question_ == Question::trust && (line == "yes" || line == "no")) {
            question_ = Question::none;
            return TrustAnswer{line == "yes"};
        }
        print_line(question_ == Question::name ? "Your name?" : "Answer yes or no:");
    }
    return std::nullopt;
}

}  // namespace indaba::line
