#include "tests/simulation/world.hpp"

#include <algorithm>
#include <map>

namespace indaba::simulation {
namespace {

using client::Interest;
using Fault = broker::MemoryJournal::Fault;
using InFlight = broker::MemoryJournal::InFlight;

constexpr WallMs year = 365LL * 24 * 3600 * 1000;
constexpr WallMs some_day = 1'700'000'000'000;
constexpr std::uint64_t wall_salt = 0x77616c6c;
constexpr ms min_storm{3'000};
constexpr ms max_storm{30'000};
constexpr int slow_factor = 5;      // for a slow storm, whose people act less often
constexpr ms whole_within{60'000};  // of the end of all faults, and of what the rates hold back
constexpr ms quiet_before{10'000};  // the time before judge(), with pings and pongs only
constexpr ms leaving_shows_within{15'000};
constexpr ms anew_within{45'000};

}  // namespace

Outcome simulate(std::uint64_t seed, const Settings& settings) {
    World world(seed, settings);
    Outcome outcome;
    try {
        world.run();
    } catch (const Violation& violation) {
        outcome.violation = violation.what();
        outcome.tail = world.trace().tail();
    }
    outcome.trace_hash = world.trace().hash();
    outcome.steps = world.trace().count();
    outcome.counters = world.counters();
    return outcome;
}

World::World(std::uint64_t seed, const Settings& settings)
    : random_(seed),
      wall_random_(seed ^ wall_salt),
      wall_jumps_(settings.wall_jumps),
      trace_(settings.trace_lines),
      journal_(random_.bytes<JournalId>()),
      network_(random_),
      checker_(journal_),
      environment_{random_, network_, checker_, trace_, {}, {}},
      store_(journal_),
      peers_(random_) {
    open_hosts(settings.brokers);
    wall_ = some_day;
    choose_troubles();
    add_people();
}

/// Chooses the kinds of fault of this world and their weights. Few kinds for each world make rare
/// combinations common in some worlds.
void World::choose_troubles() {
    for (int kind = 0; kind < static_cast<int>(FaultKind::flood); ++kind)
        if (random_.once_in(2))
            fault_kinds_.insert(fault_kinds_.end(), 1 + random_.below(5),
                                static_cast<FaultKind>(kind));
    if (random_.once_in(120)) fault_kinds_.push_back(FaultKind::flood);
    if (is_shared()) choose_shared_troubles();
    slow_ = random_.once_in(10);
    storm_takes_ = random_.between(min_storm, max_storm) * (slow_ ? slow_factor : 1);
    between_troubles_ = (ms{200} + random_.up_to(ms{8'000})) * (slow_ ? slow_factor : 1);
    trouble_at_ = between_troubles_;
}

void World::add_people() {
    const std::size_t count = 3 + random_.below(4);
    for (std::size_t i = 0; i < count; ++i) {
        const bool shares = i > 0 && random_.once_in(4);
        environment_.account_of.push_back(shares ? random_.pick(environment_.account_of)
                                                 : random_.bytes<Account>());
    }
    environment_.accounts = environment_.account_of;
    environment_.accounts.push_back(random_.bytes<Account>());  // the account that never joins
    for (std::size_t i = 0; i < count; ++i)
        people_.emplace_back(static_cast<int>(i), some_nature(i), environment_);
}

Person::Traits World::some_nature(std::size_t number) {
    Person::Traits traits;
    traits.account = environment_.account_of[number];
    traits.name = "ann";  // all ask for the same name
    traits.quiet = number > 0 && random_.once_in(6);
    traits.resumes = random_.once_in(4);
    traits.shows_copy = !traits.resumes && random_.once_in(2);
    const Interest::Kind kind = traits.resumes || random_.once_in(2) ? Interest::Kind::all_after
                                : random_.once_in(8)                 ? Interest::Kind::none
                                                                     : Interest::Kind::newest;
    traits.interest = {kind, 0, std::nullopt};
    traits.pause = (ms{200} + random_.up_to(ms{8'000})) * (slow_ ? slow_factor : 1);
    if (random_.once_in(3)) traits.crash_odds = 50 + random_.below(400);
    return traits;
}

// ---- time --------------------------------------------------------------------------------------

std::optional<ms> World::next_event() const {
    std::optional<ms> soonest;
    const auto consider = [&](const std::optional<ms>& at) {
        if (at && (!soonest || *at < *soonest)) soonest = at;
    };
    consider(network_.next_event());
    consider(store_.next_event());
    for (const Host& host : hosts_) consider(host.next_event());
    for (const Person& person : people_) consider(person.next_event());
    if (!environment_.calm_from && !fault_kinds_.empty()) consider(trouble_at_);
    return soonest;
}

void World::run_until(ms end) {
    for (;;) {
        const std::optional<ms> next = next_event();
        if (!next || *next > end) break;
        const ms step = std::max(*next, now_ + ms{1}) - now_;
        now_ += step;
        wall_ += step.count();
        move_wall_clock();
        turn();
    }
    wall_ += (end - now_).count();
    now_ = end;
}

void World::move_wall_clock() {
    if (!wall_jumps_ || !wall_random_.once_in(40)) return;
    const auto twenty_years = static_cast<std::uint64_t>(20 * year);
    const WallMs ahead = static_cast<WallMs>(wall_random_.below(twenty_years)) - 10 * year;
    wall_ += ahead - std::exchange(wall_ahead_, ahead);
}

void World::turn() {
    if (!environment_.calm_from && !fault_kinds_.empty() && trouble_at_ <= now_) make_trouble();
    for (Person& person : people_) person.turn(now());
    store_.turn(now_);
    for (std::size_t i = 0; i < hosts_.size(); ++i) hosts_[i].turn(broker_now(i));
}

void World::run() {
    run_until(storm_takes_);
    heal();
    if (!banned_once_.empty()) allow_everybody();
    run_until(now_ + whole_within + time_to_say_the_rest());
    judge();
    for (const Person& person : people_) checker_.note_reads(*person.model());
    one_person_leaves();
    all_begin_anew();
    judge();
    for (const Person& person : people_) checker_.check_reads(person.number(), *person.model());
    if (is_shared()) ban_somebody();
}

// ---- storm -------------------------------------------------------------------------------------

void World::make_trouble() {
    trouble_at_ = now_ + ms{1} + random_.up_to(between_troubles_);
    inject(random_.pick(fault_kinds_));
}

void World::inject(FaultKind kind) {
    trace_.note(now_, Trace::broker, "and others suffer fault", {},
                static_cast<std::uint64_t>(kind));
    Person& person = people_[random_.below(people_.size())];
    switch (kind) {
        case FaultKind::freeze_person:
            return person.freeze(now_ + random_.up_to(ms{80'000}));
        case FaultKind::end_person:
            return person.die(now_, random_.up_to(ms{20'000}));
        case FaultKind::kill_broker: {
            const InFlight in_flight = random_.once_in(2) ? InFlight::lost : InFlight::stored;
            return some_host().die(now_, in_flight, random_.up_to(ms{5'000}));
        }
        case FaultKind::stop_broker:
            return some_host().stop(now_, random_.up_to(ms{5'000}));
        case FaultKind::flood:
            if (!person.model() ||
                person.model()->connection_state() != client::ConnectionState::ready)
                return;
            std::erase(fault_kinds_, FaultKind::flood);  // one for each world
            for (Host& host : hosts_) host.slow_disk(now_ + ms{500});
            return person.post_flood(now());
        default:
            if (kind > FaultKind::flood) return inject_between_brokers(kind);
            if (kind >= FaultKind::kill_broker) return inject_at_disk(kind);
            if (person.connection()) inject_at_connection(kind, *person.connection());
    }
}

void World::inject_at_connection(FaultKind kind, Network::ConnectionId connection) {
    switch (kind) {
        case FaultKind::break_connection:
            return network_.break_connection(connection, now_);
        case FaultKind::silence_connection:
            return network_.silence(connection);
        case FaultKind::stop_reading:
            return network_.stop_reading(connection, now_ + random_.up_to(ms{40'000}));
        default:
            return network_.delay_upstream(connection, now_ + random_.up_to(ms{5'000}));
    }
}

void World::inject_at_disk(FaultKind kind) {
    Host& host = some_host();
    switch (kind) {
        case FaultKind::write_fails:
            return host.plan({Fault::Kind::write_fails, random_.below(8)});
        case FaultKind::disk_full:
            return host.fill_disk(now_ + random_.up_to(ms{5'000}));
        case FaultKind::unknown_stored:
            if (!host.ends_on_unknown()) checker_.allow_lost_outcomes();
            return host.plan({Fault::Kind::unknown_stored, 0});
        case FaultKind::unknown_not_stored:
            return host.plan({Fault::Kind::unknown_not_stored, 0});
        case FaultKind::reads_fail:
            return host.fail_reads();
        default:
            return host.slow_disk(now_ + random_.up_to(ms{20'000}));
    }
}

// ---- calm --------------------------------------------------------------------------------------

void World::heal() {
    trace_.note(now_, Trace::broker, "and others have no more faults");
    environment_.calm_from = now_;
    network_.heal(now_);
    peers_.heal();
    for (Host& host : hosts_) host.heal(now_);
    for (Person& person : people_) person.heal(now_);
}

/// Returns the time in which the rate of each account lets its open posts through. In a storm,
/// people may say more than the broker takes from one account: the end of such a backlog follows
/// from its length and the rate, however quick the programs are. Everything else still has
/// `whole_within`.
ms World::time_to_say_the_rest() const {
    const broker::Rate rate = Host::post_rate();
    std::map<Account, std::uint64_t> open;
    for (const Person& person : people_) open[person.traits().account] += person.rows_on_disk();
    std::uint64_t most = 0;
    for (const auto& [account, posts] : open) most = std::max(most, posts);
    return rate.period * most / rate.count;
}

void World::judge() {
    std::set<Account> present;
    for (const Person& person : people_)
        if (person.model() && !person.traits().quiet) present.insert(person.traits().account);
    checker_.check_journal();
    for (Person& person : people_) person.prove_copy(now());
    for (const Person& person : people_) {
        if (!person.model()) continue;
        checker_.check_model(person.number(), *person.model(), present);
        if (person.rows_on_disk() > 0)
            throw Violation("P1: an answered post is still in the outbox on disk");
    }
    for (const Host& host : hosts_)
        if (host.last_business() > now_ - quiet_before)
            throw Violation("messages other than ping and pong continue long after the last fault");
    if (is_shared()) check_brokers();
}

void World::one_person_leaves() {
    Person& person = people_[random_.below(people_.size())];
    person.leave(now(), ms{3'600'000});
    run_until(now_ + leaving_shows_within);
    judge();
}

void World::all_begin_anew() {
    for (Person& person : people_) person.restart_from_zero(now());
    run_until(now_ + anew_within);
}

}  // namespace indaba::simulation
