#include "broker/core/references.hpp"

#include <utility>
#include <variant>

#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/reaction.hpp"

namespace indaba::broker {
namespace {

std::optional<Refusal> text_refusal(const std::string& text) {
    if (!text.empty()) return std::nullopt;
    return Refusal::final(code::bad_text, "An empty message says nothing.");
}

std::optional<Refusal> refusal_of(const ReplyBody& reply) { return text_refusal(reply.text); }
std::optional<Refusal> refusal_of(const EditBody& edit) { return text_refusal(edit.text); }
std::optional<Refusal> refusal_of(const EraseBody&) { return std::nullopt; }
std::optional<Refusal> refusal_of(const ReactionBody& reaction) {
    if (valid_reaction(reaction.emoji)) return std::nullopt;
    return Refusal::final(code::bad_text, "A reaction is one emoji, letter or other sign.");
}

}  // namespace

std::optional<Refusal> decode_reference(Post& post) {
    if (!is_referring(post.kind)) return std::nullopt;
    std::optional<ReferringBody> body = decode_referring(post.kind, post.body);
    if (!body)
        return Refusal::final(code::bad_reference,
                              "The body of that kind is a map that names an earlier entry.");
    auto refusal = std::visit([](const auto& any) { return refusal_of(any); }, *body);
    post.reference = Reference{.body = std::move(*body)};
    return refusal;
}

std::set<std::uint64_t> erased_by(const std::vector<Entry>& entries) {
    std::set<std::uint64_t> messages;
    for (const Entry& entry : entries) {
        if (entry.kind != kind_erase) continue;
        if (const auto body = decode_referring(entry.kind, entry.body))
            messages.insert(referred_number(*body));
    }
    return messages;
}

void delete_bodies(std::vector<Entry>& entries, const std::set<std::uint64_t>& messages) {
    if (messages.empty()) return;
    for (Entry& entry : entries) {
        std::uint64_t message = entry.number;
        if (entry.kind == kind_edit)
            if (const auto edit = decode_referring(entry.kind, entry.body))
                message = referred_number(*edit);
        if (messages.contains(message)) delete_body(entry);
    }
}

}  // namespace indaba::broker
