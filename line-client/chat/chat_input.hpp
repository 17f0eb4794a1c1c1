#pragma once
/// The lines that a person types or a script pipes in. While a question is open, the next line is
/// its answer; otherwise a line is a message or a command.
#include <optional>
#include <string>
#include <variant>

#include "common/client/text/input_command.hpp"
#include "line-client/base/terminal.hpp"

namespace indaba::line {

struct NameAnswer {
    std::string name;
};
struct TrustAnswer {
    bool trusted = false;
};
using ChatLine = std::variant<client::InputCommand, NameAnswer, TrustAnswer>;

class ChatInput {
 public:
    enum class Question { none, name, trust };

    /// Prints the question. Its answer comes out of next().
    void ask_name();
    void ask_trust(const std::string& server, const std::string& fingerprint);
    void drop_question() { question_ = Question::none; }
    Question question() const { return question_; }

    /// Returns the next complete line. Asks again when it does not answer the open question.
    std::optional<ChatLine> next();
    /// Returns true when stdin has to be watched for more.
    bool needs_more() const { return !reader_.closed() && !reader_.has_line(); }
    /// Reads stdin. Call it when stdin is readable.
    void read_some() { reader_.read_some(); }
    /// Returns true when the input has ended and next() has returned all of it.
    bool ended() const { return reader_.ended(); }

 private:
    LineReader reader_;
    Question question_ = Question::none;
};

}  // namespace indaba::line
