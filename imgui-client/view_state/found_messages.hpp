#pragma once
/// The messages that the search over the own copy has found. Made by the workspace, drawn by the
/// search panel, or by the find bar when one conversation is searched. The message view highlights
/// what the query finds. Names and texts are as received.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/client/search/search_query.hpp"
#include "common/client/search/text_span.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::ui {

/// The bytes of a text that the search reads.
constexpr std::size_t max_searched_bytes = client::max_query_bytes;

/// A found message. Within one conversation, only the first three are known.
struct FoundMessage {
    ConversationId conversation{};
    std::uint64_t number = 0;
    std::int64_t moment = 0;      // orders what was found
    std::string room;             // the title, without "#"
    std::optional<Account> with;  // the partner of a whisper; empty: a room
    std::string with_name;
    Account author{};
    std::string author_name;  // as the copy knows it; may be empty
    WallMs at = 0;
    std::string text;                    // of the last edit
    std::vector<client::TextSpan> hits;  // in the text, ascending
};

struct FoundMessages {
    std::string typed;                   // what was asked last
    std::optional<ConversationId> in;    // the conversation that is searched; empty: all are
    client::SearchQuery query;           // what `typed` says
    std::uint64_t query_version = 0;     // changes with `query`; 0: nothing was searched
    bool asks = false;                   // there is something to search for in it
    bool searching = false;              // an answer is on its way
    bool repeats = false;                // to what `messages` answer already
    std::vector<FoundMessage> messages;  // newest first
    bool more = false;                   // there are older ones
    std::vector<std::string> problems;   // what is not searched and why, sentences
    bool no_copy = false;                // this home has no copy of what the server sent
    std::uint64_t missing = 0;           // the messages that the copy lacks yet
    std::uint64_t version = 0;           // changes with `messages`
    std::uint64_t answer = 0;            // changes when `messages` answer another text

    /// Returns whether `messages` answer what was asked last.
    bool is_answered() const { return !searching || repeats; }
};

}  // namespace indaba::ui
