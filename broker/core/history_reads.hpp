#pragma once
/// The history requests in flight, at most one for each session, and the pages that answer them.
/// The core owns it.
#include <map>
#include <optional>
#include <set>
#include <variant>

#include "broker/core/conversations.hpp"
#include "broker/core/directory.hpp"
#include "broker/core/events.hpp"
#include "broker/core/sessions.hpp"

namespace indaba::broker {

class HistoryReads {
 public:
    /// Returns true if a request of the session has no answer yet.
    bool is_waiting(const Session& session) const;
    /// Reads a page from the journal; after a cancelled request, only once that page has arrived.
    void start(const Session& session, const History& asked, const ConversationRecord& record,
               const Directory& directory, Effects& effects);
    /// Drops the page of the request in flight when it arrives: `ready` ends every request.
    void cancel(const Session& session);

    /// Keeps the erased messages for the requests in flight: their pages may still have the bodies.
    void on_erased(const ConversationId& conversation, const std::set<std::uint64_t>& messages);

    struct Finished {
        RoutingId who;
        std::uint64_t serial = 0;
        std::optional<History> asked;
        bool cancelled = false;  // the page is for an older request; `asked` is still to be read
        std::set<std::uint64_t> erased{};  // messages that were erased while the page was read
    };
    /// Returns the request that a page was read for, and forgets it.
    std::optional<Finished> finish(std::uint64_t token);

 private:
    std::map<std::uint64_t, Finished> reads_;  // by token, which is the serial of the session
};

/// Returns the page that answers `asked`, or a refusal if the journal could not be read or has
/// another entry with that number.
std::variant<Page, Refusal> answer_history(const History& asked, PageRead read,
                                           const Account& reader, const ConversationRecord& record,
                                           const Directory& directory);

}  // namespace indaba::broker
