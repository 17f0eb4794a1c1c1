#pragma once
/// One client's model with everything around it: its connection, its store, the clock. What it
/// wants done is checked after each step. The fuzzer of the model says what happens.
#include "common/client/model/model.hpp"
#include "tests/support/broker_conversation.hpp"

namespace indaba::fuzz {

class ModelWorld {
 public:
    using ms = std::chrono::milliseconds;
    explicit ModelWorld(client::Model::Options options) : model_(std::move(options)) {}

    const client::Model& model() const { return model_; }

    /// Something happens to the model, and what comes of it is checked.
    template <class Event>
    void step(Event event) {
        client::Effects effects;
        event(model_, now_, effects);
        check(effects);
    }
    /// A connection that is gone, or is asked to go, is opened anew now and then.
    void open();
    void pass(ms time);

    /// Another connection, to an honest broker at last, whose lobby this is: whatever was before,
    /// the model becomes whole with it.
    void end_well(const test::BrokerConversation& lobby);

 private:
    void check(const client::Effects& effects);
    void check_conversation(const client::ConversationState& state) const;
    void answer(const ToBroker& asked, const test::BrokerConversation& lobby,
                std::vector<ToClient>& answers);

    client::Model model_;
    client::Now now_{ms{1'000'000}, 1'700'000'000'000};
    std::vector<ToBroker> sent_;  // since it was last looked at
};

}  // namespace indaba::fuzz
