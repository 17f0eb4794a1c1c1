#include <fmt/format.h>

#include <optional>
#include <variant>

#include "common/client/home/message_id.hpp"
#include "common/client/model/referring_post.hpp"
#include "common/client/text/line_breaks.hpp"
#include "common/client/text/sendable.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/client_loop.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/commands.hpp"
#include "line-client/output/json_lines.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/quiet_session.hpp"

namespace indaba::line {
namespace {

using client::Effects;
using client::Model;
using client::Now;
using client::OutboxRow;
using std::chrono::steady_clock;

/// Returns the text argument; for "-", standard input without its last line break.
std::string text_of(const SendOptions& send) {
    if (send.text != "-") return client::with_line_feeds(send.text);
    // A line break has at most three bytes and becomes one. One byte more than the longest text of
    // such line breaks shows that it is too long.
    std::string text = client::with_line_feeds(read_all(3 * (limit::body + 1) + 1));
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

/// One post, from the ready session until its outcome is known.
class SinglePost {
 public:
    SinglePost(ClientLoop& loop, const SendOptions& send, std::string text,
               ClientLoop::Time give_up)
        : loop_(loop), send_(send), give_up_(give_up) {
        row_.id = send.id ? *send.id : client::make_message_id();
        row_.kind = kind_text;
        row_.body = std::move(text);
    }

    /// Returns the exit code.
    int run() {
        if (const auto code = set_recipient()) return *code;
        if (const auto code = set_answered()) return *code;
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
            if (const auto* delayed = std::get_if<client::PostsDelayed>(&*effect))
                delay_ = " " + screen_text(delayed->sentence);
        }
        return no_receipt();
    }

 private:
    /// Prints why there is no such recipient and returns the exit code, or returns nothing.
    std::optional<int> set_recipient() {
        if (send_.to) {
            const auto found = loop_.account_of(*send_.to, give_up_);
            if (const int* code = std::get_if<int>(&found)) return *code;
            row_.to = std::get<Account>(found);
            return std::nullopt;
        }
        const auto found = find_room(loop_.model(), send_.room.value_or(std::string(lobby_title)));
        if (const std::string* why = std::get_if<std::string>(&found)) {
            print_error(*why);
            return exit_code::refused;
        }
        row_.room = std::get<ConversationId>(found);
        return std::nullopt;
    }

    /// Makes the text a reply if --reply-to asks for it. Prints why it cannot be one and returns
    /// the exit code, or returns nothing.
    std::optional<int> set_answered() {
        if (!send_.reply_to) return std::nullopt;
        const Account& me = loop_.model().me();
        const auto* state = loop_.model().find(row_.to ? whisper_id(me, *row_.to) : row_.room);
        const auto body =
            state ? client::referring_body(*state, me, {}, {kind_reply, send_.reply_to, row_.body})
                  : client::ImpossibleWish{
                        fmt::format("There is no message {} here.", *send_.reply_to)};
        if (const auto* impossible = std::get_if<client::ImpossibleWish>(&body)) {
            print_error(impossible->sentence);
            return exit_code::refused;
        }
        client::set_body(row_, std::get<ReferringBody>(body));
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

    /// Prints the stored entry. The receipt of a resend may name an entry that is not held; it is
    /// fetched first.
    void print_entry(const client::Receipt& receipt) {
        const client::Interest interest{client::Interest::Kind::all_after, receipt.number - 1, {}};
        loop_.act([&](Model& model, Now now, Effects& effects) {
            model.set_interest(receipt.conversation, interest, now, effects);
        });
        for (;;) {
            const client::ConversationState* state = loop_.model().find(receipt.conversation);
            if (const Entry* entry = state ? state->held.find(receipt.number) : nullptr) {
                print_line(json_entry(resolve(loop_.model(), *state, *entry)));
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
            fmt::format("No receipt came in time.{} The message may be stored. To send it again "
                        "without storing it twice, use --id {}",
                        delay_, to_hex(row_.id)));
        return exit_code::no_receipt;
    }

    ClientLoop& loop_;
    const SendOptions& send_;
    ClientLoop::Time give_up_;
    OutboxRow row_;
    bool was_sent_ = false;
    std::string delay_;  // why the broker did not store it yet, after a space
};

}  // namespace

int run_send(const CommonOptions& common, const SendOptions& send) {
    std::string text = text_of(send);
    if (stop_requested()) return exit_code::no_connection;
    if (const auto why = client::unsendable_sentence(text)) {
        print_error(*why);
        return exit_code::refused;
    }
    const auto give_up = steady_clock::now() + send.timeout;
    return run_quiet_session(common, give_up, [&](ClientLoop& loop) {
        // A script that was given the home of a person must not speak as that person.
        if (!send.any_name && loop.opened_home().ignored_name_sentence(loop.model().my_name())) {
            print_error(
                "Nothing was sent. Give each account a home of its own with --home DIR, or repeat "
                "the command with --any-name.");
            return exit_code::refused;
        }
        return SinglePost(loop, send, std::move(text), give_up).run();
    });
}

}  // namespace indaba::line
