#include "broker/journal/reference_rules.hpp"

#include <variant>

#include "common/wire/chain.hpp"

namespace indaba::broker {
namespace {

/// Returns the reason why the post's author may not do this to another's message, else nullopt.
std::optional<BadReference> author_problem(const Reference& reference) {
    if (std::holds_alternative<EditBody>(reference.body))
        return BadReference{code::not_author, "Only its author edits a message."};
    if (std::holds_alternative<EraseBody>(reference.body) && !reference.may_erase_all)
        return BadReference{code::not_author,
                            "Only its author deletes a message, or an operator in a room."};
    return std::nullopt;
}

}  // namespace

std::optional<BadReference> reference_problem(const Post& post,
                                              const std::optional<ReferredEntry>& referred) {
    const Reference& reference = *post.reference;
    if (!referred || referred_number(reference.body) < reference.first)
        return BadReference{code::unknown_entry,
                            "You can read no message with that number in this conversation."};
    if (!is_message(referred->kind))
        return BadReference{code::bad_reference,
                            "That entry is no message. Name the message itself, by its number."};
    if (referred->is_erased) return BadReference{code::bad_reference, "That message was deleted."};
    return referred->author == post.author ? std::nullopt : author_problem(reference);
}

std::optional<BadReference> reaction_problem(const ReactionBody& reaction, bool stands,
                                             std::size_t different) {
    if (reaction.off || stands || different < limit::reactions) return std::nullopt;
    return BadReference{code::reactions_used_up,
                        "That message has 20 different reactions already. Use one of those."};
}

bool has_or_had_body(const std::string& stored, const std::optional<Hash>& erased,
                     const std::string& body) {
    return erased ? *erased == hash_of_body(body) : stored == body;
}

}  // namespace indaba::broker
