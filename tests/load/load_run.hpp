#pragma once
/// One load test: lets many clients join in one thread, posts at a steady rate, and waits until
/// every post is delivered. The Checker checks what the clients receive.
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/load/checker.hpp"
#include "tests/load/descriptor_set.hpp"
#include "tests/load/load_client.hpp"
#include "tests/load/load_options.hpp"
#include "tests/load/report.hpp"

namespace indaba::load {

class LoadRun {
 public:
    explicit LoadRun(const Options& options);

    /// Waits until every client is ready. Returns why that failed.
    std::optional<std::string> connect();
    /// Makes the rooms, and lets every client join one. Returns why that failed.
    std::optional<std::string> join_rooms();
    /// Posts for the requested time.
    void post_all();
    /// Waits until every post is delivered and every digest was compared, each with a timeout.
    void await_deliveries();

    Report report() const;

 private:
    void turn(Micros until);
    void turn_client(std::size_t index);
    void watch(std::size_t index);
    void check_deadlines(Micros now);
    void open_some(Micros now);
    void post_one(Micros now);
    bool are_in_rooms(std::size_t first, std::size_t last) const;
    bool enter_rooms(std::size_t first, std::size_t last, Micros end);
    bool all_ready() const;
    bool all_pongs() const;
    template <class Done>
    bool turns_until(Done done, Micros end);

    Options options_;
    std::mt19937_64 random_;
    client::Network network_;
    std::vector<Key> keys_;
    Checker checker_;
    EventLog events_;
    std::deque<LoadClient> clients_;
    DescriptorSet descriptors_;
    std::vector<std::vector<Descriptor>> watched_;  // by client
    Micros check_deadlines_at_{};
    std::uint64_t posts_ = 0;
    bool ever_open_ = false;

    Micros connect_took_{};
    std::optional<Micros> broker_cpu_before_;
    std::optional<Micros> broker_cpu_;
    std::optional<std::uint64_t> broker_rss_kib_;
};

}  // namespace indaba::load
