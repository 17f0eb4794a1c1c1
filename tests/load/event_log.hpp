#pragma once
/// Writes what happens to each client to a file, so that a script that kills brokers can compare it
/// with what it did: one JSON object in a line, with the time of the steady clock in microseconds
/// ("at") and the number of the client. `ready` and `lost` name the endpoint; `receipt` has the id,
/// the number in the conversation, and the time of the first attempt ("posted"). At the end, `seen`
/// says when the last client received a post.
#include <filesystem>
#include <fstream>

#include "common/base/endpoint.hpp"
#include "tests/load/checker.hpp"

namespace indaba::load {

class EventLog {
 public:
    /// Writes nothing if `file` is empty. Throws std::runtime_error when it cannot be written.
    explicit EventLog(const std::filesystem::path& file);

    void ready(std::size_t client, const client::Endpoint& endpoint, Micros now);
    void lost(std::size_t client, const client::Endpoint& endpoint, Micros now);
    void receipt(std::size_t client, const Post& post, Micros now);
    void seen(const Post& post);

 private:
    void connection(const char* event, std::size_t client, const client::Endpoint& endpoint,
                    Micros now);

    std::ofstream file_;
};

}  // namespace indaba::load
