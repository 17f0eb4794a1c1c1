#pragma once
/// For each conversation: whether an older page is on its way, and why none can be had. Owned by
/// the workspace. After a temporary refusal the view asks again while the begin is in sight, and
/// the model sends that request when the broker's time has passed. Pure.
#include <map>
#include <string>

#include "common/client/model/model.hpp"

namespace indaba::ui {

class OlderPages {
 public:
    struct State {
        bool loading = false;
        std::string refused;  // a sentence: not asked again before the next `ready`
    };

    /// Returns whether a page may be requested now, which is then on its way.
    bool begin(const ConversationId& conversation) {
        State& state = states_[conversation];
        if (state.loading || !state.refused.empty()) return false;
        return state.loading = true;
    }
    /// Applies the end of a request. `rows_came`: the page has brought rows.
    void ended(const client::OlderPageFetched& fetched, bool rows_came) {
        State& state = states_[fetched.conversation];
        state.loading = false;
        if (rows_came || fetched.may_retry) return;
        state.refused = fetched.sentence.empty() ? "The server sent none." : fetched.sentence;
    }
    /// The conversation was opened again: what was refused may be asked for.
    void forget_refusal(const ConversationId& conversation) {
        states_[conversation].refused.clear();
    }
    /// The connection is new or lost: requests in flight have ended.
    void reset() { states_.clear(); }

    const State& of(const ConversationId& conversation) const {
        static const State nothing;
        const auto state = states_.find(conversation);
        return state == states_.end() ? nothing : state->second;
    }

 private:
    std::map<ConversationId, State> states_;
};

}  // namespace indaba::ui
