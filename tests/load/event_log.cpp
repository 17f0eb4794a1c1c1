#include "tests/load/event_log.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "common/base/path_text.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::load {

EventLog::EventLog(const std::filesystem::path& file) {
    if (file.empty()) return;
    file_.open(file);
    if (!file_) throw std::runtime_error(fmt::format("{} cannot be written.", to_utf8(file)));
}

void EventLog::ready(std::size_t client, const client::Endpoint& endpoint, Micros now) {
    connection("ready", client, endpoint, now);
}

void EventLog::lost(std::size_t client, const client::Endpoint& endpoint, Micros now) {
    connection("lost", client, endpoint, now);
}

void EventLog::connection(const char* event, std::size_t client, const client::Endpoint& endpoint,
                          Micros now) {
    if (!file_.is_open()) return;
    file_ << fmt::format(R"({{"event":"{}","at":{},"client":{},"endpoint":"{}"}})", event,
                         now.count(), client, to_string(endpoint))
          << std::endl;
}

void EventLog::receipt(std::size_t client, const Post& post, Micros now) {
    if (!file_.is_open()) return;
    file_ << fmt::format(
                 R"({{"event":"receipt","at":{},"client":{},"id":"{}","number":{},"posted":{}}})",
                 now.count(), client, to_hex(post.id), post.number, post.at.count())
          << std::endl;
}

void EventLog::seen(const Post& post) {
    if (!file_.is_open()) return;
    file_ << fmt::format(R"({{"event":"seen","at":{},"client":{},"posted":{}}})",
                         post.last_delivery.count(), post.author, post.at.count())
          << std::endl;
}

}  // namespace indaba::load
