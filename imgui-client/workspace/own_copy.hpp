#pragma once
/// The own copy of one server as the window has it open: its keeper, its reader, and what the
/// workspace remembers of both. Owned by the workspace (workspace_copy.cpp).
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "common/client/home/keep_local.hpp"
#include "common/client/replica/replica_keeper.hpp"
#include "imgui-client/workspace/shown_entries.hpp"

namespace indaba::ui {

struct OwnCopy {
    client::KeepLocal kept;       // of this start
    std::optional<JournalId> of;  // the journal whose copy is kept since its welcome
    std::unique_ptr<client::ReplicaKeeper> keeper;  // null while none is kept
    ShownEntries shown;
    bool awaited = false;         // the first turn waits for what the reader finds
    WallMs written_at = 0;        // before this start
    std::uint64_t bytes = 0;      // of the file, before there is a keeper
    bool fetches_absent = false;  // a page to show is on its way, without a keeper
    /// The conversations whose unread messages are not counted yet, before the first connection.
    std::deque<ConversationId> uncounted;

    /// Ends the use of this copy; `kept` stays.
    void close() {
        keeper.reset();  // its last writes come before another copy is opened
        of.reset();
        shown.close();
        awaited = fetches_absent = false;
        uncounted.clear();
    }
};

}  // namespace indaba::ui
