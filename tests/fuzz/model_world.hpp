#pragma once
/// The model of one client with its connection, its store and its clock, for the fuzzer of the
/// model. The effects are checked after each step.
#include "common/client/model/model.hpp"
#include "tests/support/broker_conversation.hpp"

namespace indaba::fuzz {

class ModelWorld {
 public:
    using ms = std::chrono::milliseconds;
    explicit ModelWorld(client::Model::Options options) : model_(std::move(options)) {}

    const client::Model& model() const { return model_; }

    /// Runs one event or intent on the model and checks its effects.
    template <class Event>
    void step(Event event) {
        client::Effects effects;
        event(model_, now_, effects);
        check(effects);
    }
    /// Opens a connection again that was lost or that the model wants to replace.
    void open();
    void pass(ms time);

    /// Connects to an honest broker that has this lobby, and checks that the model then agrees with
    /// it, whatever came before.
    void end_well(const test::BrokerConversation& lobby);

 private:
    void check(const client::Effects& effects);
    void check_conversation(const client::ConversationState& state) const;
    void check_room(const client::ConversationState& state) const;
    void check_messages(const client::ConversationState& state) const;
    void check_copied(const client::ConversationState& state) const;
    void check_fold(const client::ConversationState& state) const;
    void answer(const ToBroker& asked, const test::BrokerConversation& lobby,
                std::vector<ToClient>& answers);

    client::Model model_;
    client::Now now_{ms{1'000'000}, 1'700'000'000'000};
    std::vector<ToBroker> sent_;  // since sent() was last called
};

}  // namespace indaba::fuzz
