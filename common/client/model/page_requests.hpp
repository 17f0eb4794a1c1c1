#pragma once
/// Which page of a conversation to ask for next: arithmetic on holes. The model asks, one page at
/// a time; nothing here sends or remembers.
#include <cstdint>
#include <optional>

#include "common/client/model/conversation_state.hpp"

namespace indaba::client {

/// A page: the entries after a number, or the newest before one.
struct PageRequest {
    std::optional<std::uint64_t> after;
    std::optional<std::uint64_t> before;
    std::optional<Hash> hash;  // of the entry `after`, if known
    bool operator==(const PageRequest&) const = default;
};

/// A longer gap after a lost connection is not caught up: the newest page comes instead.
constexpr std::uint64_t max_catch_up = 1024;
/// So many contradictions or empty answers on one connection, and nothing more is fetched of the
/// conversation by itself: a broken broker is not asked for ever.
constexpr int max_failed_fetches = 3;

/// What the conversation's interest lacks, if anything.
std::optional<PageRequest> next_page_request(const ConversationState& state);
/// The page before the newest range; nothing when there is nothing older to read.
std::optional<PageRequest> older_page_request(const ConversationState& state);

/// The head moves to `number` while we were not live: notes from where on to be whole again.
void note_gap(ConversationState& state, std::uint64_t number);

/// The interest's `after` lies past the head, or has another hash there.
bool contradicts(const Interest& interest, const ConversationState& state);

/// Whether a page is from where `ask` asked. An empty one always is.
bool is_answer_to(const Page& page, const PageRequest& ask, const ConversationState& state);

/// Whether a page, as the answer to `ask`, denies the hash that was asked with or that of the head.
bool contradicts(const Page& page, const PageRequest& ask, const ConversationState& state);

}  // namespace indaba::client
