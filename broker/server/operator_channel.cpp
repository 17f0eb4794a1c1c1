#include "broker/server/operator_channel.hpp"

#include <sodium.h>

#include <string>
#include <variant>
#include <vector>

namespace indaba::broker {

void OperatorChannel::receive(Now now, Effects& effects) {
    const auto arguments = transport_.next_request();
    if (!arguments) return;
    if (*arguments == std::vector<std::string>{"links"})  // the core knows no addresses
        return transport_.reply(0, transport_.contact());
    auto parsed = parse_order(*arguments, now.wall);
    if (const auto* why = std::get_if<std::string>(&parsed)) return transport_.reply(1, *why);
    OperatorOrder& order = std::get<OperatorOrder>(parsed);
    randombytes_buf(order.fresh.bytes.data(), Nonce::length);
    invite_.reset();
    if (order.what == OperatorOrder::What::invite) {
        if (!transport_.encrypted())
            return transport_.reply(1, "There are no invites without encryption.");
        if (!transport_.accepts_invites())
            return transport_.reply(1, "This broker accepts no invites: its --access is closed.");
        const Key key = make_key();
        order.invite.key = key.account;
        invite_ = {key.secret, order.invite.uses_left, lifetime(order.invite, now.wall)};
    }
    if (const StorageFinding found = journal_.check(); found.trouble != StorageTrouble::none)
        core_.on_storage_trouble(found.trouble, found.why, effects);
    core_.on_order(++last_token_, order, now, effects);
}

void OperatorChannel::reply(const Answer& answer) {
    std::string text = answer.text;
    if (answer.ok && invite_)
        text = transport_.invite_text(invite_->secret, invite_->uses, invite_->lasts);
    invite_.reset();
    transport_.reply(answer.ok ? 0 : 1, text);
}

}  // namespace indaba::broker
