#pragma once
/// The client and the one place where this program waits: for the broker, for standard input, for a
/// stop signal. Every command that talks to a broker owns one. It prints only why a join failed.
/// One thread.
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/client/connection/client.hpp"
#include "common/client/replica/replica_keeper.hpp"
#include "line-client/base/opened_home.hpp"
#include "line-client/base/terminal.hpp"

namespace indaba::line {

class ClientLoop {
 public:
    using Time = std::chrono::steady_clock::time_point;
    enum class SaveJournal { if_new, always };

    /// Keeps a copy of what the broker sends when the options say so (Model::Options::keeps_copy).
    /// When the home is to keep none, it deletes the copy that there is instead.
    ClientLoop(const OpenedHome& opened, client::Model::Options options);

    /// Returns the next effect; the model is as the event left it that made the effect, so that an
    /// entry of a room is found although the room is left a moment later. Returns nothing when
    /// `until` has come, a stop was requested, stdin can be read, or the reader of stdout has gone
    /// (output_failed()).
    std::optional<client::Effect> next(std::optional<Time> until = {}, bool watch_stdin = false);
    /// Returns true while effects wait that next() returns without waiting.
    bool has_effects() const { return !queue_.empty(); }
    /// Returns true when the last wait of next() ended because stdin can be read.
    bool stdin_readable() const { return stdin_readable_; }

    /// Carries out an intent, as Client::act; its effects come out of next().
    template <class Intent>
    void act(Intent&& intent) {
        queue(client_.act(std::forward<Intent>(intent)));
    }

    /// Waits until the session is ready and saves the server for the next run. Otherwise prints why
    /// and returns the exit code. A broker that refuses for now is asked again; with `Time::max()`,
    /// one that cannot be reached is waited for as well.
    std::optional<int> join(Time give_up);
    /// Makes a request of the model, after join, and returns its answer: an effect with the number
    /// that `request` returns. Otherwise prints why none came.
    template <class Answer, class Request>
    std::optional<Answer> answer_to(const Request& request, Time give_up) {
        std::uint64_t number = 0;
        act([&](client::Model& model, client::Now now, client::Effects& effects) {
            number = request(model, now, effects);
        });
        while (!stop_requested() && std::chrono::steady_clock::now() < give_up) {
            const std::optional<client::Effect> effect = next(give_up);
            const Answer* answer = effect ? std::get_if<Answer>(&*effect) : nullptr;
            if (answer && answer->request == number) return *answer;
        }
        no_connection("the broker did not answer in time.");
        return std::nullopt;
    }
    /// Returns the account with this name, after join; asks the broker when the model does not know
    /// the name. Otherwise prints why and returns the exit code.
    std::variant<Account, int> account_of(const std::string& name, Time give_up);
    /// Compares what this home has seen with the server's copy, after join, and takes no effect
    /// away from next(). What is not answered at `give_up` is left for the next run.
    void compare(const std::vector<client::SeenEntry>& seen, Time give_up);
    /// Returns the conversations whose seen entries the server has lost or replaced.
    const std::set<ConversationId>& lost() const { return lost_; }
    /// Returns true when the last compare() was answered completely.
    bool compared() const { return compared_; }
    void leave() { client_.leave(); }

    const client::Model& model() const { return client_.model(); }
    const OpenedHome& opened_home() const { return opened_home_; }
    /// The last Welcomed; nothing before the first.
    const std::optional<client::Welcomed>& welcomed() const { return welcomed_; }
    /// Why the last round of attempts to connect failed, in a sentence; empty while it has not.
    const std::string& last_failure() const { return client_.last_failure(); }

    /// Says where this client is connected.
    std::string status_sentence() const { return client_.status_sentence(); }

    /// The copy of what the broker sends; null unless one is kept, and before the first welcome.
    const client::ReplicaKeeper* copy() const { return copy_.get(); }

    client::StopReason stop_reason() const { return client_.stop_reason(); }
    /// Explains the stop reason to the user and says what to do.
    std::string stop_sentence() const;
    /// The fingerprint of the key that an unknown broker claims. Only after
    /// StopReason::unknown_key.
    std::string claimed_fingerprint() const;
    void trust_claimed_key() { client_.trust_claimed_key(); }
    /// Saves server, name and journal for the next run. A journal that the home already has for
    /// this server is replaced only with `always`, by the holder of the home's lock: it has moved
    /// the outbox to the new journal.
    void save_last_used(SaveJournal save_journal);

 private:
    void queue(client::Effects effects);
    void wait_for_event(std::chrono::milliseconds wait, bool watch_stdin);
    int no_connection(const std::string& why) const;
    void pin_broker_key();
    void follow(const client::Welcomed& welcomed);
    void fill_copy();
    void remove_copy(const JournalId& journal) const;

    const OpenedHome& opened_home_;
    const bool keeps_copy_;
    const bool removes_copy_;
    client::Network network_;
    client::Client client_;
    std::unique_ptr<client::ReplicaKeeper> copy_;  // of the journal in `welcomed_`
    std::deque<client::Effect> queue_;
    std::optional<client::Welcomed> welcomed_;
    std::set<ConversationId> lost_;
    bool compared_ = false;
    bool stdin_readable_ = false;
    bool may_have_more_ = false;  // events, after the last one that made news
};

/// Prints why the broker refused the join. Returns the exit code.
int report_join_refused(const client::JoinRefused& refused);

}  // namespace indaba::line
