#pragma once
/// The heads that a home has seen of one journal, kept in its store. With them a program notices
/// that the server was set back to an older copy while it did not run. Used by the line client's
/// chat; `tail` compares its own positions.
#include <map>
#include <vector>

#include "common/client/home/store.hpp"
#include "common/client/model/model.hpp"

namespace indaba::client {

class KeptHeads {
 public:
    /// Reads the heads of the store, which are compared from now on.
    void load(const Store& store);
    /// Returns the conversations whose entries the server has lost or replaced, each once. A head
    /// below the server's is compared as soon as the model holds the entry behind it.
    std::vector<ConversationId> differing(const Model& model);
    /// Keeps the present heads, and those that were not compared yet.
    void save(Store& store, const Model& model) const;

 private:
    std::map<ConversationId, Store::Position> to_compare_;
};

}  // namespace indaba::client
