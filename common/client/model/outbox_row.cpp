#include "common/client/model/outbox_row.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "common/wire/codec.hpp"

namespace indaba::client {

void set_body(OutboxRow& row, const ReferringBody& body) {
    row.kind = std::visit([](const auto& any) { return any.kind; }, body);
    row.body = encode(body);
}

std::optional<std::string> authored_text(const OutboxRow& row) {
    if (row.kind == kind_text) return row.body;
    std::optional<ReferringBody> body = decode_referring(row.kind, row.body);
    if (!body) return std::nullopt;
    if (auto* reply = std::get_if<ReplyBody>(&*body)) return std::move(reply->text);
    if (auto* edit = std::get_if<EditBody>(&*body)) return std::move(edit->text);
    return std::nullopt;
}

namespace {

std::uint64_t message_of(const OutboxRow& row) {
    const std::optional<ReferringBody> body = decode_referring(row.kind, row.body);
    return body ? referred_number(*body) : 0;
}

}  // namespace

std::string request_words(const OutboxRow& row) {
    if (row.kind == kind_erase) return fmt::format("(delete message {})", message_of(row));
    if (row.kind == kind_react) return fmt::format("(react to message {})", message_of(row));
    return "(of another version)";
}

std::string failure_sentence(const OutboxRow& row) {
    const std::uint64_t number = message_of(row);
    if (row.kind == kind_reply)
        return fmt::format("The reply to message {} was not stored", number);
    if (row.kind == kind_edit) return fmt::format("Message {} was not changed", number);
    if (row.kind == kind_erase) return fmt::format("Message {} was not deleted", number);
    if (row.kind == kind_react)
        return fmt::format("The reaction to message {} was not stored", number);
    return "The message was not stored";
}

}  // namespace indaba::client
