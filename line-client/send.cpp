#include <fmt/format.h>

#include <optional>

#include "common/client/home/message_id.hpp"
#include "common/wire/text.hpp"
#include "line-client/client_loop.hpp"
#include "line-client/commands.hpp"
#include "line-client/exit_codes.hpp"
#include "line-client/output/json_lines.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/terminal.hpp"

namespace indaba::line {
namespace {

using client::Effects;
using client::Model;
using client::Now;
using client::OutboxRow;
using std::chrono::steady_clock;

/// The argument, or standard input without its last line break.
std::string text_of(const SendOptions& send) {
    if (send.text != "-") return send.text;
    std::string text = read_all(limit::body + 2);  // enough to see that it is too long
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

/// Why no broker would take it.
std::optional<std::string> unfit(const std::string& text) {
    if (text.empty()) return "An empty text is not sent.";
    if (text.size() > limit::body) {
        return fmt::format("The text is longer than {} bytes: it was not sent.", limit::body);
    }
    if (!valid_utf8(text)) return "The text is not valid UTF-8: it was not sent.";
    return std::nullopt;
}

/// One post from the moment the session is ready until its outcome is known.
class SinglePost {
 public:
    SinglePost(ClientLoop& loop, const SendOptions& send, std::string text,
               ClientLoop::Time give_up)
        : loop_(loop), send_(send), give_up_(give_up) {
        row_.id = send.id ? *send.id : client::make_message_id();
        row_.kind = kind_text;
        row_.body = std::move(text);
    }

    int run() {
        if (const auto code = address()) return *code;
        post();
        while (!stop_requested() && steady_clock::now() < give_up_) {
            const auto effect = loop_.next(give_up_);
            was_sent_ |= loop_.model().connection_state() == client::ConnectionState::ready;
            if (!effect) continue;
            if (const auto* refused = std::get_if<client::PostRefused>(&*effect)) {
                print_error("Refused: " + screen_text(refused->sentence));
                return exit_code::refused;
            }
            if (const auto* receipt = std::get_if<client::Receipt>(&*effect))
                return stored(*receipt);
        }
        return no_receipt();
    }

 private:
    std::optional<int> address() {
        if (send_.to) {
            const auto found = loop_.account_of(*send_.to, give_up_);
            if (const int* code = std::get_if<int>(&found)) return *code;
            row_.to = std::get<Account>(found);
            return std::nullopt;
        }
        const std::string room = send_.room.value_or(std::string(lobby_title));
        const auto found = find_room(loop_.model(), room);
        if (!found) {
            print_error(fmt::format("There is no room {}.", screen_word(room)));
            return exit_code::refused;
        }
        row_.room = *found;
        return std::nullopt;
    }

    void post() {
        was_sent_ = loop_.model().connection_state() == client::ConnectionState::ready;
        loop_.act([&](Model& model, Now now, Effects& effects) { model.post(row_, now, effects); });
    }

    int stored(const client::Receipt& receipt) {
        if (send_.json) print_entry(receipt);
        return exit_code::done;
    }

    /// The answer to a resend may lie where nothing is held: then it is fetched first.
    void print_entry(const client::Receipt& receipt) {
        const client::Interest interest{client::Interest::Kind::all_after, receipt.number - 1, {}};
        loop_.act([&](Model& model, Now now, Effects& effects) {
            model.set_interest(receipt.conversation, interest, now, effects);
        });
        for (;;) {
            const client::ConversationState* state = loop_.model().find(receipt.conversation);
            if (const Entry* entry = state ? state->held.find(receipt.number) : nullptr) {
                print_line(json_entry(resolve(loop_.model(), state->conversation, *entry)));
                return;
            }
            if (stop_requested() || steady_clock::now() >= give_up_) return;
            loop_.next(give_up_);
        }
    }

    int no_receipt() const {
        if (!was_sent_) {
            print_error("The connection was lost before anything was sent.");
            return exit_code::no_connection;
        }
        print_error(
            fmt::format("No receipt in time. It may be stored; a repeat is harmless with --id {}",
                        to_hex(row_.id)));
        return exit_code::no_receipt;
    }

    ClientLoop& loop_;
    const SendOptions& send_;
    ClientLoop::Time give_up_;
    OutboxRow row_;
    bool was_sent_ = false;
};

}  // namespace

int run(const Common& common, const SendOptions& send) {
    std::string text = text_of(send);
    if (stop_requested()) return exit_code::no_connection;
    if (const auto why = unfit(text)) {
        print_error(*why);
        return exit_code::refused;
    }
    const auto give_up = steady_clock::now() + send.timeout;
    const OpenedHome opened = open_home(common);
    Model::Options options = opened.model_options();
    options.quiet = true;
    ClientLoop loop(opened, std::move(options));
    if (const auto code = loop.join(give_up)) return *code;
    const int code = SinglePost(loop, send, std::move(text), give_up).run();
    loop.leave();
    return code;
}

}  // namespace indaba::line
