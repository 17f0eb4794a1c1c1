#pragma once
/// Writes a replica in a thread of its own, so that no loop waits for the disk. The loop hands over
/// what came from the broker, in order, and learns from news() what the replica holds now. While
/// the disk refuses, nothing is kept, and the news say why; what is missing is fetched later, since
/// the replica knows what it holds. The functions are for one thread, and none of them waits but
/// the destructor, which writes what was handed over.
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "common/base/descriptor.hpp"
#include "common/base/wakeup_pipe.hpp"
#include "common/client/replica/replica.hpp"

namespace indaba::client {

/// The changes in the replica since the last news.
struct ReplicaNews {
    std::map<ConversationId, KeptConversation> changed;
    std::set<ConversationId> dropped;
    /// The replica begins anew, since it was damaged or the broker's entries contradict it: heads
    /// and names have to be handed over again.
    bool empty_now = false;
    std::string warning;      // for the user: which file was set aside; or ""
    std::string trouble;      // why nothing is kept now, a sentence; or ""
    std::uint64_t bytes = 0;  // of the file
    WallMs oldest = 0;        // what was said before is not kept
};

class ReplicaWriter {
 public:
    /// Deletes what is older than so many days, at the start and once a day; 0: nothing.
    ReplicaWriter(const std::filesystem::path& home, const ReplicaOrigin& origin, int days = 0);
    ~ReplicaWriter();
    ReplicaWriter(const ReplicaWriter&) = delete;
    ReplicaWriter& operator=(const ReplicaWriter&) = delete;

    void keep_heads(std::vector<Head> heads, bool all) { push(Heads{std::move(heads), all}); }
    void keep_names(std::vector<Person> people) { push(std::move(people)); }
    void add(EntriesReceived received) { push(std::move(received)); }
    void drop(const ConversationId& conversation) { push(conversation); }
    /// Looks at held entries that a reader does not find. A file that is damaged there is set
    /// aside, and one that is gone is made again; otherwise the news name the conversation.
    void look_at(const ConversationId& conversation, std::uint64_t first, std::uint64_t last) {
        push(LookAt{conversation, first, last});
    }
    /// Sets the replica aside, since the server's history is another one, and begins a new one.
    void set_aside() { push(SetAside{}); }

    /// Returns the descriptor that can be read while there are news.
    Descriptor descriptor() const { return news_pipe_.descriptor(); }
    /// Returns what has changed since the last call; nothing when nothing has.
    std::optional<ReplicaNews> news();
    /// Returns whether everything that was handed over is written, and its news were taken.
    bool is_settled() const;

 private:
    struct Heads {
        std::vector<Head> heads;
        bool all = false;
    };
    struct SetAside {};
    struct LookAt {
        ConversationId conversation{};
        std::uint64_t first = 0, last = 0;
    };
    using Job =
        std::variant<Heads, std::vector<Person>, EntriesReceived, ConversationId, SetAside, LookAt>;
    using Jobs = std::deque<Job>;

    void push(Job job);
    void run();
    std::optional<Jobs> next_jobs();
    void write(const Jobs& jobs);
    void write(const Job& job);
    void look_at(const LookAt& part);
    void add_together(Jobs::const_iterator& job, Jobs::const_iterator end);
    bool drops_old() const { return days_ > 0 && replica_; }
    void drop_old();
    void set_oldest();
    template <class Work>
    void attempt(Work&& work);
    void make();
    void open();
    void begin_anew(std::string_view why);
    void failed(const std::string& sentence);
    void publish();

    const std::filesystem::path home_;
    const ReplicaOrigin origin_;
    const int days_;
    WakeupPipe news_pipe_;

    mutable std::mutex mutex_;  // guards the next five
    std::condition_variable work_;
    Jobs jobs_;
    bool busy_ = true;  // with jobs, or with opening the file
    std::optional<ReplicaNews> news_;
    bool stopping_ = false;

    // of the thread
    std::unique_ptr<Replica> replica_;
    ReplicaNews next_news_;
    std::set<ConversationId> touched_;
    std::chrono::steady_clock::time_point retry_at_{};
    std::chrono::steady_clock::time_point drop_at_{};  // what is too old
    WallMs oldest_ = 0;                                // what was said before is not kept
    std::jthread thread_;                              // the last member: it uses the others
};

}  // namespace indaba::client
