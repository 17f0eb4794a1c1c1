#pragma once
/// Computes which page of a conversation to request next, from the gaps between the held entries.
/// The model sends the requests, one at a time. Pure, without state.
#include <cstdint>
#include <optional>

#include "common/client/model/conversation_state.hpp"

namespace indaba::client {

/// A request for the entries after a number, or for the newest ones before a number.
struct PageRequest {
    std::optional<std::uint64_t> after;
    std::optional<std::uint64_t> before;
    std::optional<Hash> hash;  // of the entry `after`, if known
    bool operator==(const PageRequest&) const = default;
};

/// After a lost connection a gap of up to this many entries is fetched. For a longer gap only the
/// newest page is fetched.
constexpr std::uint64_t max_catch_up = 1024;
/// After this many contradictions or empty answers on one connection the model stops fetching the
/// conversation by itself, so a broken broker is not asked forever.
constexpr int max_failed_fetches = 3;

/// Returns the next page that the conversation's interest needs, if one is missing.
std::optional<PageRequest> next_page_request(const ConversationState& state);
/// Returns the page before the newest range, or nullopt when there are no older entries to read.
std::optional<PageRequest> older_page_request(const ConversationState& state);

/// Returns the page that is missing to count the unread messages, which are counted over one page:
/// the newest entries, or those before the newest range.
std::optional<PageRequest> unread_page_request(const ConversationState& state);

/// Records that the head moves to `number` while entries did not come live: sets from where the gap
/// has to be fetched.
void note_gap(ConversationState& state, std::uint64_t number);

/// Returns true while entries between held ones are fetched, or always will be.
bool fills_gaps(const ConversationState& state);

/// Returns true when the interest's `after` lies past the head or has another hash there.
bool contradicts(const Interest& interest, const ConversationState& state);

/// Returns true when `page` begins or ends where `ask` asked for. An empty page always does.
bool is_answer_to(const Page& page, const PageRequest& ask, const ConversationState& state);

/// Returns true when `page` contradicts the hash in `ask` or the hash of the head.
bool contradicts(const Page& page, const PageRequest& ask, const ConversationState& state);

}  // namespace indaba::client
