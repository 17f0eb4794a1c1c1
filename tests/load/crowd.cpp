#include "tests/load/crowd.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "tests/load/machine.hpp"

namespace indaba::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto look_after_every = milliseconds{50};
/// So many sign on at once: more would only wait in the broker's backlog, against their time.
constexpr std::ptrdiff_t openings_at_once = 64;
constexpr auto connect_within = seconds{30};  // and 10 ms more for each client
constexpr auto deliver_within = seconds{10};
constexpr auto pongs_within = seconds{5};

Micros steady_now() {
    return std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now().time_since_epoch());
}

/// One for each client.
std::vector<Key> fresh_keys(std::size_t count) {
    std::vector<Key> keys(count);
    for (Key& key : keys) key = make_key();
    return keys;
}

std::vector<Account> accounts_of(const std::vector<Key>& keys) {
    std::vector<Account> accounts;
    for (const Key& key : keys) accounts.push_back(key.account);
    return accounts;
}

std::mt19937_64 seeded() {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return std::mt19937_64{seed};
}

}  // namespace

Crowd::Crowd(const Options& options)
    : options_(options),
      random_(seeded()),
      network_(static_cast<int>(options.clients)),
      keys_(fresh_keys(options.clients)),
      checker_(accounts_of(keys_), random_()),
      watched_(options.clients) {
    for (std::size_t i = 0; i < options.clients; ++i)
        clients_.emplace_back(network_, options.server.server,
                              client::Credentials{keys_[i], options.server.broker, options.plain},
                              checker_, i, fmt::format("load-{}-{}", ::getpid(), i));
}

// ---- one turn ----------------------------------------------------------------------------------

void Crowd::turn(Micros until) {
    const Micros left = std::min(until, look_after_at_) - steady_now();
    const auto wait = std::chrono::ceil<milliseconds>(std::max(left, Micros{0}));
    for (const std::size_t index : descriptors_.wait(wait)) turn_client(index);
    const Micros now = steady_now();
    if (now < look_after_at_) return;
    look_after_at_ = now + look_after_every;
    look_after_all(now);
}

void Crowd::turn_client(std::size_t index) {
    LoadClient& one = clients_[index];
    const bool settled = one.ready();
    one.turn(steady_now());
    if (!settled || !one.ready()) watch(index);
}

/// A client's descriptors change with every attempt to connect.
void Crowd::watch(std::size_t index) {
    std::vector<int> now = clients_[index].descriptors();
    std::vector<int>& before = watched_[index];
    if (now == before) return;
    for (const int descriptor : before) descriptors_.remove(descriptor);
    for (const int descriptor : now) descriptors_.add(descriptor, index);
    before = std::move(now);
}

void Crowd::look_after_all(Micros now) {
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        const auto due = clients_[i].next_deadline();
        if (!due || now < *due) continue;
        clients_[i].on_time(now);
        watch(i);
    }
    open_some(now);
}

void Crowd::open_some(Micros now) {
    auto under_way = std::ranges::count_if(
        clients_, [](const LoadClient& one) { return !one.ready() && !one.closed(); });
    for (std::size_t i = 0; i < clients_.size() && under_way < openings_at_once; ++i) {
        LoadClient& one = clients_[i];
        if (!one.closed() || one.refused_for_good() || now < one.may_open_at()) continue;
        one.open(now);
        one.turn(now);
        watch(i);
        ++under_way;
    }
}

template <class Done>
bool Crowd::turns_until(Done done, Micros end) {
    while (!done()) {
        if (steady_now() >= end) return false;
        turn(end);
    }
    return true;
}

// ---- the phases --------------------------------------------------------------------------------

std::optional<std::string> Crowd::connect() {
    const Micros start = steady_now();
    const Micros end = start + connect_within + milliseconds{10} * clients_.size();
    std::string why;
    // Nobody waits 50 ms for a place among those who sign on: it is offered after each turn.
    const auto done = [&] {
        open_some(steady_now());
        for (const LoadClient& one : clients_) {
            ever_open_ = ever_open_ || one.ready();
            const bool nobody_there = !ever_open_ && one.closed() && !one.last_failure().empty();
            if (one.refused_for_good() || nobody_there) why = one.last_failure();
        }
        return !why.empty() || all_ready();
    };
    if (!turns_until(done, end)) why = "Not everybody could join in time.";
    connect_took_ = steady_now() - start;
    if (!why.empty()) return why;
    return std::nullopt;
}

void Crowd::talk() {
    if (options_.broker_pid) broker_cpu_before_ = cpu_time_of(*options_.broker_pid);
    const Micros start = steady_now();
    const auto whole = std::chrono::duration<double>(options_.seconds);
    const Micros end = start + std::chrono::duration_cast<Micros>(whole);
    Micros next = start;
    while (next < end) {
        while (next < end && next <= steady_now()) {
            post_one(steady_now());
            const std::chrono::duration<double> offset(static_cast<double>(posts_) / options_.rate);
            next = start + std::chrono::duration_cast<Micros>(offset);
        }
        turn(std::min(next, end));
    }
}

void Crowd::post_one(Micros now) {
    const std::size_t author = posts_++ % options_.senders;
    std::optional<std::size_t> to;
    if (std::uniform_real_distribution<double>(0, 100)(random_) < options_.whispers)
        to = std::uniform_int_distribution<std::size_t>(0, clients_.size() - 1)(random_);
    clients_[author].post(checker_.say(author, to, now, options_.text_bytes), now);
    turn_client(author);
}

void Crowd::await_deliveries() {
    turns_until([&] { return checker_.all_delivered(); }, steady_now() + deliver_within);
    if (options_.broker_pid) {
        broker_cpu_ = cpu_time_of(*options_.broker_pid);
        broker_rss_kib_ = memory_kib_of(*options_.broker_pid);
    }
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        if (!clients_[i].ready()) continue;
        clients_[i].ping(steady_now());
        turn_client(i);
    }
    turns_until([&] { return all_pongs(); }, steady_now() + pongs_within);
}

bool Crowd::all_ready() const { return std::ranges::all_of(clients_, &LoadClient::ready); }

bool Crowd::all_pongs() const {
    return std::ranges::none_of(clients_, &LoadClient::waits_for_pong);
}

Report Crowd::report() const {
    Report report;
    report.counts = checker_.counts();
    report.latencies = checker_.latencies();
    report.connect_took = connect_took_;
    for (const LoadClient& one : clients_) {
        report.losses += one.losses();
        report.refused += one.refused_posts();
        if (!one.ready() || one.waits_for_pong()) ++report.unanswered;
        if (report.trouble.empty()) report.trouble = one.last_failure();
    }
    if (broker_cpu_ && broker_cpu_before_) report.broker_cpu = *broker_cpu_ - *broker_cpu_before_;
    report.broker_rss_kib = broker_rss_kib_;
    return report;
}

}  // namespace indaba::load
