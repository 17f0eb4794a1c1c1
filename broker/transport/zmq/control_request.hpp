#pragma once
/// How a subcommand asks the running broker: through the control socket in its data directory.
#include <filesystem>
#include <string>
#include <vector>

namespace indaba::broker {

/// Returns the path of the control socket.
std::filesystem::path control_socket_file(const std::filesystem::path& data);

struct ControlReply {
    int exit_code = 1;
    std::string text;
};
/// Waits up to 10 s. Throws std::runtime_error with a sentence when no broker answers.
ControlReply send_control_request(const std::filesystem::path& data,
                                  const std::vector<std::string>& arguments);

}  // namespace indaba::broker
