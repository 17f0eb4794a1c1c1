/// The part of the model that compares what was seen in earlier sessions with the broker's copy.
/// See model.hpp.
#include <algorithm>
#include <iterator>
#include <utility>

#include "common/client/model/model.hpp"

namespace indaba::client {
namespace {

enum class Comparison { same, lost, undecided };

/// Compares with the heads and the held entries. Without a hash only the number can be compared,
/// and what may no longer be read cannot be compared at all.
Comparison compare_with(const ConversationState* state, const SeenEntry& seen) {
    if (seen.number == 0) return Comparison::same;
    if (!state && seen.room) return Comparison::same;  // left
    if (!state || state->number < seen.number) return Comparison::lost;
    if (!seen.hash || seen.number + 1 < state->first) return Comparison::same;
    const std::optional<Hash> hash =
        seen.number == state->number ? state->hash : state->held.hash_at(seen.number);
    if (!hash) return Comparison::undecided;
    return *hash == *seen.hash ? Comparison::same : Comparison::lost;
}

}  // namespace

void Model::compare(const std::vector<SeenEntry>& seen, Now now, Effects& effects) {
    if (seen.empty() && to_compare_.empty()) effects.push_back(SeenCompared{});
    std::ranges::copy(seen, std::back_inserter(to_compare_));
    fetch_next(now, effects);
}

/// Compares what the heads decide, and asks the broker about the next entry that they do not.
/// Returns false when all are compared.
bool Model::compare_next(Now now, Effects& effects) {
    while (!to_compare_.empty()) {
        const SeenEntry& seen = to_compare_.front();
        const Comparison comparison = compare_with(find(seen.conversation), seen);
        if (comparison != Comparison::undecided) {
            end_comparison(comparison == Comparison::lost, effects);
            continue;
        }
        History message;
        message.request = ++last_request_;
        message.conversation = seen.conversation;
        message.after = seen.number;
        message.hash = seen.hash;
        message.limit = 0;
        pending_page_ = PendingPage{message.request,
                                    seen.conversation,
                                    {.after = seen.number, .before = {}, .hash = seen.hash},
                                    true};
        send(message, now, effects);
        return true;
    }
    return false;
}

/// Answers the first comparison.
void Model::end_comparison(bool lost, Effects& effects) {
    if (lost) effects.push_back(SeenEntryLost{to_compare_.front().conversation});
    to_compare_.pop_front();
    if (to_compare_.empty()) effects.push_back(SeenCompared{});
}

}  // namespace indaba::client
