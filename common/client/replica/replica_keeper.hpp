#pragma once
/// Keeps a replica of what a model receives: hands it to the writer, and says which page the model
/// is to fetch for it next. A program that runs for long owns one for each journal, passes it every
/// effect of the model, and calls next_page() in every turn of its loop. One thread; never waits.
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/client/model/model.hpp"
#include "common/client/replica/fill_plan.hpp"
#include "common/client/replica/replica_writer.hpp"

namespace indaba::client {

class ReplicaKeeper {
 public:
    using Time = std::chrono::steady_clock::time_point;

    /// Messages older than `oldest` are not fetched; 0: all are.
    ReplicaKeeper(const std::filesystem::path& home, const ReplicaOrigin& origin, WallMs oldest)
        : writer_(home, origin), plan_(oldest) {}

    /// Takes in an effect of the model, whose Options::keeps_copy is set.
    void on(const Effect& effect, const Model& model);
    /// Takes in what the writer did, also of trouble(). Returns sentences for the user, each once:
    /// which file was set aside.
    std::vector<std::string> take_news(const Model& model, Time now);
    /// Returns the page that the model is to fetch_for_copy() now, if there is one. Pages follow
    /// one another at a distance, so that nobody else is delayed.
    std::optional<FillPlan::Page> next_page(Time now);
    /// Returns when next_page() has one, if a page is due and only its time has not come.
    std::optional<Time> next_page_at() const;

    /// Returns the descriptor that can be read while take_news() has something.
    int descriptor() const { return writer_.descriptor(); }
    /// Returns how many entries are missing; 0 before the first heads.
    std::uint64_t missing() const { return plan_.missing(); }
    std::uint64_t bytes() const { return bytes_; }  // of the file
    /// Returns true when everything is held that is to be kept, and agrees with the heads.
    bool is_complete() const { return may_fetch() && !plan_.next(); }
    /// Returns why nothing can be kept now, a sentence; or "".
    const std::string& trouble() const { return trouble_; }

 private:
    /// Returns true when the plan knows all that came so far: what is on its way to the disk would
    /// be fetched again.
    bool may_fetch() const { return has_heads_ && loaded_ && !fetching_ && writer_.is_settled(); }
    void keep_all(const Model& model);
    void keep(const Model& model, const ConversationId& conversation);
    void follow(const Model& model, const ConversationId& conversation);
    void drop(const ConversationId& conversation);

    ReplicaWriter writer_;
    FillPlan plan_;
    bool loaded_ = false;     // the writer has told what is held
    bool has_heads_ = false;  // on this connection
    bool fetching_ = false;   // a page
    std::map<ConversationId, Head> kept_heads_;
    Time next_at_{};
    std::uint64_t bytes_ = 0;
    std::string trouble_;
};

/// Returns the head of a conversation as the model has it.
Head head_of(const ConversationState& state);

}  // namespace indaba::client
