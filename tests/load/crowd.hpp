#pragma once
/// Many load clients in one thread: lets them join, talk at a steady rate, and waits until
/// everything that was said has come everywhere. What came is judged by the Checker.
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

class Crowd {
 public:
    explicit Crowd(const Options& options);

    /// Until everybody is ready. The result: why that cannot be.
    std::optional<std::string> connect();
    /// Posts for as long as was asked.
    void talk();
    /// Until all has come everywhere and every digest was compared, but not for ever.
    void await_deliveries();

    Report report() const;

 private:
    void turn(Micros until);
    void turn_client(std::size_t index);
    void watch(std::size_t index);
    void look_after_all(Micros now);
    void open_some(Micros now);
    void post_one(Micros now);
    bool all_ready() const;
    bool all_pongs() const;
    template <class Done>
    bool turns_until(Done done, Micros end);

    Options options_;
    std::mt19937_64 random_;
    client::Network network_;
    std::vector<Key> keys_;
    Checker checker_;
    std::deque<LoadClient> clients_;
    DescriptorSet descriptors_;
    std::vector<std::vector<int>> watched_;  // of each client
    Micros look_after_at_{};
    std::uint64_t posts_ = 0;
    bool ever_open_ = false;

    Micros connect_took_{};
    std::optional<Micros> broker_cpu_before_;
    std::optional<Micros> broker_cpu_;
    std::optional<std::uint64_t> broker_rss_kib_;
};

}  // namespace indaba::load
