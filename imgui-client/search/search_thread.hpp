#pragma once
/// Searches an own copy in a thread of its own, so that the window never waits for the disk. The
/// last request counts: it ends one that is under way, whose answer is dropped. The copy is open
/// for a second after the last request, so that it can be set aside. Used by message_search.hpp.
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/base/descriptor.hpp"
#include "common/base/wakeup_pipe.hpp"
#include "common/client/replica/replica_origin.hpp"
#include "common/client/replica/replica_search.hpp"
#include "common/client/search/search_query.hpp"
#include "imgui-client/view_state/found_messages.hpp"

namespace indaba::ui {

class SearchThread {
 public:
    struct Request {
        client::ReplicaOrigin origin;
        client::SearchQuery query;  // of one conversation: texts and names are not read
        std::size_t limit = 0;
        std::optional<std::int64_t> before;  // the moment before which messages are looked for
    };
    struct Answer {
        std::vector<FoundMessage> messages;  // newest first
        std::optional<std::int64_t> oldest;  // the moment of the last one
        bool more = false;
        std::vector<std::string> problems;  // sentences
        bool no_copy = false;
    };

    explicit SearchThread(std::filesystem::path home);
    /// Ends what is under way.
    ~SearchThread();
    SearchThread(const SearchThread&) = delete;
    SearchThread& operator=(const SearchThread&) = delete;

    // For one other thread; none of these waits.
    void start(Request request);
    /// Ends the last request without an answer.
    void cancel();
    /// Returns the answer to the last request, once.
    std::optional<Answer> take();
    /// Is readable when there is an answer.
    Descriptor descriptor() const { return answered_.descriptor(); }

 private:
    using Number = std::uint64_t;
    struct Job {
        Number number = 0;
        Request request;
    };
    void want(std::optional<Request> request);
    void run();
    std::optional<Job> next_job();
    Answer answer_to(const Job& job);
    Answer find(const Job& job);
    FoundMessage found_message(const client::SearchQuery& query, client::SearchHit hit);

    const std::filesystem::path home_;
    WakeupPipe answered_;
    std::atomic<Number> wanted_{0};  // the last request
    std::mutex mutex_;
    std::condition_variable work_;
    bool stopping_ = false;
    std::optional<Job> job_;
    std::optional<Answer> answer_;
    // of the thread alone
    std::unique_ptr<client::ReplicaSearch> search_;
    client::ReplicaOrigin origin_;  // of that

    std::jthread thread_;  // last member: its destructor waits for the thread
};

}  // namespace indaba::ui
