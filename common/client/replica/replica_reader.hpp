#pragma once
/// Reads a replica in a thread of its own, so that no loop waits for the disk. The replica is open
/// for a second after the last request, so that its writer can set it aside. When there is none, or
/// it is damaged, of another account or of another version, the answers are empty: its writer
/// tells, and mends it. The file is never changed here. The functions are for one thread.
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>

#include "common/base/descriptor.hpp"
#include "common/base/wakeup_pipe.hpp"
#include "common/client/model/copied_entries.hpp"
#include "common/client/replica/replica_origin.hpp"
#include "common/client/replica/replica_view.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

class ReplicaReader {
 public:
    using Overview = ReplicaView::Overview;
    using Found = ReplicaView::Found;
    using Answer = std::variant<Overview, CopiedEntries, Found>;

    ReplicaReader(const std::filesystem::path& home, const ReplicaOrigin& origin);
    /// Ends what is under way first. What waits is not read any more.
    ~ReplicaReader();
    ReplicaReader(const ReplicaReader&) = delete;
    ReplicaReader& operator=(const ReplicaReader&) = delete;

    // Requests: none of these waits. One replaces a request of the same kind for the same
    // conversation that still waits, which then gets no answer.
    /// Asks for the state of all conversations.
    void read_overview();
    /// Asks for entries by their numbers; some or all of them may be missing in the answer.
    void read_entries(const ConversationId& conversation, std::uint64_t first, std::uint64_t last);
    /// Asks for the newest `count` held entries of a conversation.
    void read_newest(const ConversationId& conversation, std::uint64_t count);
    /// Asks for the first held entry of a conversation that was said at `at` or later.
    void find_time(const ConversationId& conversation, WallMs at);

    /// Returns the next answer, in the order of the requests, once.
    std::optional<Answer> take();
    /// Returns the descriptor that can be read while there are answers.
    Descriptor descriptor() const { return answered_.descriptor(); }
    /// Waits until every request is answered, at most so long; for the first frame alone. Returns
    /// whether all are.
    bool wait(std::chrono::milliseconds at_most);

 private:
    // A request reads its answer, has one for the case that there is no replica, and says which
    // waiting requests of its kind it replaces.
    struct OverviewRequest {
        Answer read(ReplicaView& replica) const;
        Answer without_replica() const;
        bool replaces(const OverviewRequest&) const { return true; }
    };
    struct EntriesRequest {
        ConversationId conversation{};
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        Answer read(ReplicaView& replica) const;
        Answer without_replica() const;
        bool replaces(const EntriesRequest& old) const { return conversation == old.conversation; }
    };
    struct NewestRequest {
        ConversationId conversation{};
        std::uint64_t count = 0;
        Answer read(ReplicaView& replica) const;
        Answer without_replica() const;
        bool replaces(const NewestRequest& old) const { return conversation == old.conversation; }
    };
    struct TimeRequest {
        ConversationId conversation{};
        WallMs at = 0;
        Answer read(ReplicaView& replica) const;
        Answer without_replica() const;
        bool replaces(const TimeRequest& old) const { return conversation == old.conversation; }
    };
    using Request = std::variant<OverviewRequest, EntriesRequest, NewestRequest, TimeRequest>;

    template <class Asked>
    void ask(Asked request);
    void run();
    std::optional<Request> next_request();
    Answer answer_to(const Request& request);

    const std::filesystem::path home_;
    const ReplicaOrigin origin_;
    WakeupPipe answered_;

    std::mutex mutex_;              // guards the next six
    std::condition_variable work_;  // there is a request, or the thread must end
    std::condition_variable idle_;  // every request is answered
    std::deque<Request> requests_;
    bool busy_ = false;  // with a request
    std::deque<Answer> answers_;
    bool stopping_ = false;

    std::unique_ptr<ReplicaView> replica_;  // of the thread alone
    std::jthread thread_;                   // the last member: it uses the others
};

}  // namespace indaba::client
