#include "tests/load/load_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "tests/load/machine.hpp"

namespace indaba::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto deadline_interval = milliseconds{50};
constexpr auto connect_timeout = seconds{30};  // plus 10 ms for each client
constexpr auto pong_timeout = seconds{5};

Micros steady_now() {
    return std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now().time_since_epoch());
}

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

LoadRun::LoadRun(const Options& options)
    : options_(options),
      random_(seeded()),
      network_(static_cast<int>(options.clients)),
      keys_(fresh_keys(options.clients)),
      checker_(accounts_of(keys_), random_()),
      events_(options.events),
      watched_(options.clients) {
    for (std::size_t i = 0; i < options.clients; ++i)
        clients_.emplace_back(network_, options.server.endpoints,
                              client::Credentials{keys_[i], options.server.broker, options.plain},
                              checker_, events_, i, fmt::format("load-{}-{}", ::getpid(), i));
}

// ---- one turn ----------------------------------------------------------------------------------

void LoadRun::turn(Micros until) {
    const Micros left = std::min(until, check_deadlines_at_) - steady_now();
    const auto wait = std::chrono::ceil<milliseconds>(std::max(left, Micros{0}));
    for (const std::size_t index : descriptors_.wait(wait)) turn_client(index);
    const Micros now = steady_now();
    if (now < check_deadlines_at_) return;
    check_deadlines_at_ = now + deadline_interval;
    check_deadlines(now);
}

void LoadRun::turn_client(std::size_t index) {
    LoadClient& one = clients_[index];
    const bool was_ready = one.ready();
    one.turn(steady_now());
    if (!was_ready || !one.ready()) watch(index);
}

/// Updates the watched descriptors of a client: they change with every attempt to connect.
void LoadRun::watch(std::size_t index) {
    std::vector<Descriptor> now = clients_[index].descriptors();
    std::vector<Descriptor>& before = watched_[index];
    if (now == before) return;
    for (const Descriptor descriptor : before) descriptors_.remove(descriptor);
    for (const Descriptor descriptor : now) descriptors_.add(descriptor, index);
    before = std::move(now);
}

void LoadRun::check_deadlines(Micros now) {
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        const auto due = clients_[i].next_deadline();
        if (!due || now < *due) continue;
        clients_[i].on_time(now);
        watch(i);
    }
    open_some(now);
}

void LoadRun::open_some(Micros now) {
    auto under_way = std::ranges::count_if(
        clients_, [](const LoadClient& one) { return !one.ready() && !one.closed(); });
    for (std::size_t i = 0;
         i < clients_.size() && under_way < static_cast<std::ptrdiff_t>(options_.openings); ++i) {
        LoadClient& one = clients_[i];
        if (!one.closed() || one.refused_for_good() || now < one.reopen_at()) continue;
        one.open(now);
        one.turn(now);
        watch(i);
        ++under_way;
    }
}

template <class Done>
bool LoadRun::turns_until(Done done, Micros end) {
    while (!done()) {
        if (steady_now() >= end) return false;
        turn(end);
    }
    return true;
}

// ---- the phases --------------------------------------------------------------------------------

std::optional<std::string> LoadRun::connect() {
    const Micros start = steady_now();
    const Micros end = start + connect_timeout + milliseconds{10} * clients_.size();
    std::string why;
    // A free handshake slot is used after each turn, not only at the next check of deadlines.
    const auto done = [&] {
        open_some(steady_now());
        for (const LoadClient& one : clients_) {
            ever_open_ = ever_open_ || one.ready();
            const bool unreachable = !ever_open_ && one.closed() && !one.last_failure().empty();
            if (one.refused_for_good() || unreachable) why = one.last_failure();
        }
        return !why.empty() || all_ready();
    };
    if (!turns_until(done, end)) why = "Not every client could join in time.";
    connect_took_ = steady_now() - start;
    if (!why.empty()) return why;
    return std::nullopt;
}

std::optional<std::string> LoadRun::join_rooms() {
    if (options_.rooms == 0) return std::nullopt;
    const Micros end = steady_now() + connect_timeout + milliseconds{10} * clients_.size();
    if (enter_rooms(0, options_.rooms, end) && enter_rooms(options_.rooms, clients_.size(), end))
        return std::nullopt;
    for (const LoadClient& one : clients_)
        if (!one.last_failure().empty()) return one.last_failure();
    return "Not every client could join a room in time.";
}

/// Lets clients enter rooms, each when those far before it have. The first clients make them.
bool LoadRun::enter_rooms(std::size_t first, std::size_t last, Micros end) {
    const std::size_t at_a_time = options_.openings;
    for (std::size_t i = first; i < last; ++i) {
        const std::size_t before = i < first + at_a_time ? first : i - at_a_time;
        if (!turns_until([&] { return are_in_rooms(first, before); }, end)) return false;
        if (i < options_.rooms)
            clients_[i].make_room(fmt::format("load-{}-{}", ::getpid(), i), steady_now());
        else
            clients_[i].join_room(checker_.room_of(i % options_.rooms), steady_now());
        turn_client(i);
    }
    return turns_until([&] { return are_in_rooms(first, last); }, end);
}

bool LoadRun::are_in_rooms(std::size_t first, std::size_t last) const {
    while (last > first && checker_.room_of(last - 1) != lobby) --last;
    return first == last;
}

void LoadRun::post_all() {
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

void LoadRun::post_one(Micros now) {
    const std::size_t author = posts_++ % options_.senders;
    std::optional<std::size_t> to;
    if (std::uniform_real_distribution<double>(0, 100)(random_) < options_.whispers)
        to = std::uniform_int_distribution<std::size_t>(0, clients_.size() - 1)(random_);
    clients_[author].post(checker_.add_post(author, to, now, options_.text_bytes), now);
    turn_client(author);
}

void LoadRun::await_deliveries() {
    const auto patience = std::chrono::duration<double>(options_.patience);
    turns_until([&] { return checker_.all_delivered(); },
                steady_now() + std::chrono::duration_cast<Micros>(patience));
    for (std::size_t i = 0; i < posts_; ++i) events_.seen(checker_.post(i));
    if (options_.broker_pid) {
        broker_cpu_ = cpu_time_of(*options_.broker_pid);
        broker_rss_kib_ = memory_kib_of(*options_.broker_pid);
    }
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        if (!clients_[i].ready()) continue;
        clients_[i].ping(steady_now());
        turn_client(i);
    }
    turns_until([&] { return all_pongs(); }, steady_now() + pong_timeout);
}

bool LoadRun::all_ready() const { return std::ranges::all_of(clients_, &LoadClient::ready); }

bool LoadRun::all_pongs() const {
    return std::ranges::none_of(clients_, &LoadClient::waits_for_pong);
}

Report LoadRun::report() const {
    Report report;
    report.counts = checker_.counts();
    report.latencies = checker_.latencies();
    report.receipt_latencies = checker_.receipt_latencies();
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
