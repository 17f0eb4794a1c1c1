#pragma once
/// Asks for what a window shows out of the own copy: the state of the conversations at the start,
/// and the entries around those in sight. Also says which part of the entries that the server sends
/// is to be shown at once. Owned by the workspace, which passes the answers to the model. One
/// thread; waits for the first frame alone.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include "common/base/descriptor.hpp"
#include "common/client/model/conversation_state.hpp"
#include "common/client/model/model_effects.hpp"
#include "common/client/replica/replica_reader.hpp"
#include "imgui-client/view_state/intents.hpp"

namespace indaba::ui {

class ShownEntries {
 public:
    using Answer = client::ReplicaReader::Answer;
    using Time = std::chrono::steady_clock::time_point;

    /// Reads the copy of a journal from now on.
    void open(const std::filesystem::path& home, const client::ReplicaOrigin& origin);
    /// Reads no copy, and forgets what was in sight.
    void close();
    bool is_open() const { return reader_ != nullptr; }

    /// Asks for the state of all conversations, for the newest entries of one and for those around
    /// a number, if it is not 0.
    void begin(const ConversationId& conversation, std::uint64_t number);
    /// Takes in which entries are in sight, and asks for those around them.
    void show(const ShowEntries& in_sight, const client::ConversationState& state);
    /// The copy of these conversations has changed. What is shown of them is read again, at once
    /// when an entry in sight is absent, and at most twice a second by follow_copy() otherwise.
    void copy_changed(const std::set<ConversationId>& conversations,
                      const client::ConversationState* shown);
    /// Reads again what is due.
    void follow_copy(Time now);
    std::optional<Time> follow_copy_at() const {
        return changed_ ? std::optional(read_at_ + read_interval) : std::nullopt;
    }
    void read_newest(const ConversationId& conversation, std::uint64_t count);
    void find_time(const ConversationId& conversation, WallMs at);

    /// Returns what was asked for, without waiting.
    std::optional<Answer> take();
    /// Waits until all is answered, at most so long.
    void wait(std::chrono::milliseconds at_most);
    std::optional<Descriptor> descriptor() const;

    /// Returns the first and the last entry in sight that are not here; nullopt when all are.
    std::optional<ShowEntries> absent(const client::ConversationState& state) const;
    /// Returns the part of received entries that is to be shown; nullopt when there is none.
    std::optional<client::CopiedEntries> part_of(const client::EntriesReceived& received) const;
    const ConversationId& conversation() const { return in_sight_.conversation; }

 private:
    void read_again();

    std::unique_ptr<client::ReplicaReader> reader_;
    ShowEntries in_sight_;
    std::uint64_t first_ = 0, last_ = 0;  // that are shown; 0: none
    static constexpr std::chrono::milliseconds read_interval{500};
    bool changed_ = false;  // the copy of these, since they were read
    Time read_at_{};        // by follow_copy()
};

}  // namespace indaba::ui
