#pragma once
/// Keeps a replica of what a model receives: hands it to the writer, and says which page the model
/// is to fetch for it next. A program that runs for long owns one for each journal, passes it every
/// effect of the model, and calls next_page() in every turn of its loop. One thread; never waits.
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/descriptor.hpp"
#include "common/client/model/model.hpp"
#include "common/client/replica/fill_plan.hpp"
#include "common/client/replica/replica_writer.hpp"

namespace indaba::client {

class ReplicaKeeper {
 public:
    using Time = std::chrono::steady_clock::time_point;

    /// Messages older than so many days are neither fetched nor kept (KeepLocal::days); 0: all are.
    ReplicaKeeper(const std::filesystem::path& home, const ReplicaOrigin& origin, int days)
        : writer_(home, origin, days) {}

    /// Takes in an effect of the model, whose Options::keeps_copy is set.
    void on(const Effect& effect, const Model& model);
    /// Takes in what the writer did, also of trouble(). Returns sentences for the user, each once:
    /// which file was set aside.
    std::vector<std::string> take_news(const Model& model, Time now);
    /// The user looks at the entries `first` to `last`, which are not found in the file: those that
    /// are missing are fetched before all else, and those that are held are looked at by the
    /// writer, which mends the file. Replaces what was wanted before. Returns false when they will
    /// not be in the file: nothing can be kept now, they are too old, or looking did not help.
    bool want(const ConversationId& conversation, std::uint64_t first, std::uint64_t last);
    /// Returns whether the replica has all of these entries, also without a connection.
    bool holds(const ConversationId& conversation, std::uint64_t first, std::uint64_t last) const;
    /// Returns the conversations whose copy has changed since the last call, by the news that were
    /// taken.
    std::set<ConversationId> take_changed() { return std::exchange(changed_, {}); }
    /// Returns the page that the model is to fetch_for_copy() now, if there is one. Pages follow
    /// one another at a distance, so that nobody else is delayed.
    std::optional<FillPlan::Page> next_page(Time now);
    /// Returns when next_page() has one, if a page is due and only its time has not come.
    std::optional<Time> next_page_at() const;

    /// Returns the descriptor that can be read while take_news() has something.
    Descriptor descriptor() const { return writer_.descriptor(); }
    /// Returns whether missing() and held() are known: after the first heads, when the file is
    /// open.
    bool knows_missing() const { return has_heads_ && loaded_; }
    /// Returns how many entries are missing; 0 before the first heads.
    std::uint64_t missing() const { return plan_.missing(); }
    /// Returns how many of the entries that may be read are held; 0 before the first heads.
    std::uint64_t held() const { return plan_.held(); }
    std::uint64_t bytes() const { return bytes_; }  // of the file
    /// Returns true when everything is held that is to be kept, and agrees with the heads.
    bool is_complete() const { return may_fetch() && !plan_.next(); }
    /// Returns why nothing can be kept now, a sentence; or "".
    const std::string& trouble() const { return trouble_; }

 private:
    struct Looked {
        ConversationId conversation{};
        std::uint64_t first = 0, last = 0;
        bool operator==(const Looked&) const = default;
    };
    /// Returns true when the plan knows all that came so far: what is on its way to the disk would
    /// be fetched again.
    bool may_fetch() const { return has_heads_ && loaded_ && !fetching_ && writer_.is_settled(); }
    void keep_all(const Model& model);
    void keep_names(const Model& model);
    void keep(const Model& model, const ConversationId& conversation);
    void follow(const Model& model, const ConversationId& conversation);
    void drop(const ConversationId& conversation);

    ReplicaWriter writer_;
    FillPlan plan_;
    bool loaded_ = false;     // the writer has told what is held
    bool has_heads_ = false;  // on this connection
    bool has_names_ = false;  // all that the model knew at the first heads
    bool fetching_ = false;   // a page
    /// On this connection: then all that is held came on it, and one file is enough to set aside
    /// when several conversations differ.
    bool begun_anew_ = false;
    Looked looked_;  // at these entries, last
    std::map<ConversationId, Head> kept_heads_;
    std::map<ConversationId, HeldRanges> held_;  // as the writer told
    std::set<ConversationId> changed_;           // since take_changed()
    Time next_at_{};
    std::uint64_t bytes_ = 0;
    std::string trouble_;
};

/// Returns the head of a conversation as the model has it.
Head head_of(const ConversationState& state);

}  // namespace indaba::client
