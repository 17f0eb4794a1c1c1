#include "common/client/model/referring_post.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/client/model/folded_message.hpp"
#include "common/wire/codec.hpp"

namespace indaba::client {
namespace {

/// Returns a sentence when the held entries show that nothing of the kind can be done to `number`.
std::optional<std::string> why_impossible(const ConversationState& state, const Account& me,
                                          std::string_view kind, std::uint64_t number) {
    if (number == 0 || number > state.number)
        return fmt::format("There is no message {} here.", number);
    const Entry* entry = state.held.find(number);
    if (!entry) return std::nullopt;
    if (role_of(*entry) != EntryRole::message)
        return fmt::format("Number {} is not a message: nothing was sent.", number);
    if (entry->erased) return fmt::format("Message {} was deleted: nothing was sent.", number);
    if (kind == kind_edit && entry->account != me)
        return fmt::format("Message {} is not yours: it was not changed.", number);
    return std::nullopt;
}

bool is_in(const Conversation& conversation, const Account& me, const OutboxRow& row) {
    return conversation.between ? row.to == conversation.between->other(me)
                                : !row.to && row.room == conversation.id;
}

bool has_unsent_message(const Conversation& conversation, const Account& me,
                        const std::vector<OutboxRow>& outbox) {
    return std::ranges::any_of(outbox, [&](const OutboxRow& row) {
        return is_in(conversation, me, row) && is_message(row.kind);
    });
}

/// Returns whether the reaction is there once all that is unsent has arrived.
bool will_have_reacted(const ConversationState& state, const Account& me,
                       const std::vector<OutboxRow>& outbox, std::uint64_t number,
                       const std::string& emoji) {
    bool reacted = has_reacted(state, number, me, emoji);
    for (const OutboxRow& row : outbox) {
        if (row.kind != kind_react || !is_in(state.conversation, me, row)) continue;
        const auto body = decode_referring(row.kind, row.body);
        const auto* unsent = body ? std::get_if<ReactionBody>(&*body) : nullptr;
        if (unsent && unsent->of == number && unsent->emoji == emoji) reacted = !unsent->off;
    }
    return reacted;
}

ReferringBody body_of(const ConversationState& state, const Account& me,
                      const std::vector<OutboxRow>& outbox, const MessageWish& wish,
                      std::uint64_t number) {
    if (wish.kind == kind_reply) return ReplyBody{number, wish.text};
    if (wish.kind == kind_edit) return EditBody{number, wish.text};
    if (wish.kind == kind_erase) return EraseBody{number};
    return ReactionBody{number, wish.text, will_have_reacted(state, me, outbox, number, wish.text)};
}

}  // namespace

std::variant<ReferringBody, ImpossibleWish> referring_body(const ConversationState& state,
                                                           const Account& me,
                                                           const std::vector<OutboxRow>& outbox,
                                                           const MessageWish& wish) {
    if (!wish.number && has_unsent_message(state.conversation, me, outbox))
        return ImpossibleWish{
            "Your last message is not stored yet: nothing was sent. Try again when it is."};
    const std::optional<std::uint64_t> number =
        wish.number ? wish.number : last_message_of(state, me);
    if (!number)
        return ImpossibleWish{"None of the last messages here is yours: give a message's number."};
    if (auto why = why_impossible(state, me, wish.kind, *number))
        return ImpossibleWish{*std::move(why)};
    if (wish.kind == kind_react && (wish.text.empty() || wish.text.size() > limit::reaction))
        return ImpossibleWish{"A reaction is one emoji: nothing was sent."};
    ReferringBody body = body_of(state, me, outbox, wish, *number);
    if (encode(body).size() > limit::body)
        return ImpossibleWish{fmt::format(
            "The text is too long: with its number it would have more than {} bytes. It was not "
            "sent.",
            limit::body)};
    return body;
}

}  // namespace indaba::client
