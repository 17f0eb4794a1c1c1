#include "line-client/base/client_loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/client/replica/replica.hpp"
#include "common/keys/fingerprint.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"

namespace indaba::line {
namespace {

using std::chrono::milliseconds;

/// Returns the time until `until`, rounded up: a wait that ended just before it would be repeated.
milliseconds from_now(ClientLoop::Time until) {
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    return std::max(left, milliseconds{0});
}

client::Model::Options with_copy(client::Model::Options options, bool keeps_copy) {
    options.keeps_copy = keeps_copy;
    return options;
}

}  // namespace

int report_join_refused(const client::JoinRefused& refused) {
    if (refused.code == code::name_needed) {
        print_error("This account has no name yet. Give one with --name NAME.");
        return exit_code::usage;
    }
    print_error("Refused: " + screen_text(refused.sentence));
    return exit_code::refused;
}

ClientLoop::ClientLoop(const OpenedHome& opened, client::Model::Options options)
    : opened_home_(opened),
      keeps_copy_(options.keeps_copy && opened.may_keep_copy()),
      removes_copy_(options.keeps_copy && !opened.may_keep_copy()),
      client_(network_, opened.destination.endpoints, opened.credentials,
              with_copy(std::move(options), keeps_copy_), opened.destination.invite) {
    if (const auto journal = opened.last_journal(); journal && removes_copy_) remove_copy(*journal);
}

void ClientLoop::save_last_used(SaveJournal save_journal) {
    try {
        const client::KnownServer server(opened_home_.destination.endpoints, client_.broker_key(),
                                         client::KnownBrokers(opened_home_.path));
        client::update_settings(opened_home_.path, [&](client::Settings& settings) {
            settings.server = opened_home_.server();
            settings.name = model().my_name();
            if (!model().journal()) return;
            const std::optional<JournalId> known = server.journal(settings);
            const bool keeps = known && save_journal == SaveJournal::if_new;
            server.set_journal(settings, keeps ? *known : *model().journal());
        });
    } catch (const std::exception& error) {
        print_error(error.what());
    }
}

/// A broker that sent `welcome` has proved that it owns its key.
void ClientLoop::pin_broker_key() {
    try {
        client::KnownBrokers brokers = opened_home_.brokers;
        if (const auto key = client_.broker_key())
            brokers.pin(opened_home_.destination.endpoints, *key);
    } catch (const std::exception& error) {
        print_error(error.what());
    }
}

std::string ClientLoop::claimed_fingerprint() const { return fingerprint(client_.claimed().key); }

std::string ClientLoop::stop_sentence() const {
    if (stop_reason() == client::StopReason::unknown_key)
        return fmt::format(
            "This home does not know the broker at {} yet. The broker claims the key {}. Compare "
            "it with the fingerprint that the server's owner gives you. To trust it, repeat the "
            "command with --trust, or use the server's join link.",
            opened_home_.server(), claimed_fingerprint());
    if (stop_reason() == client::StopReason::key_mismatch && client_.broker_key())
        return client::key_mismatch_sentence(client_.claimed().endpoint, *client_.broker_key(),
                                             client_.claimed().key, opened_home_.brokers);
    return last_failure();
}

void ClientLoop::queue(client::Effects effects) {
    for (client::Effect& effect : effects) queue_.push_back(std::move(effect));
}

/// Waits for the broker, for a stop, for stdin when asked, and for the end of the reader of stdout,
/// which may go while there is nothing to print.
void ClientLoop::wait_for_event(milliseconds wait, bool watch_stdin) {
    std::vector<client::Watched> descriptors{{stop_descriptor()}};
    const std::size_t output = descriptors.size();
    const client::Watched watched_output = output_watched();
    if (!output_failed() && watched_output.descriptor >= 0) descriptors.push_back(watched_output);
    const std::size_t input = descriptors.size();
    if (watch_stdin) descriptors.push_back({LineReader::descriptor()});
    if (copy_) descriptors.push_back({copy_->descriptor()});
    for (const std::size_t ready : network_.wait({&client_.connection()}, descriptors, wait)) {
        if (ready == input && watch_stdin) stdin_readable_ = true;
        if (ready == output && output != input) report_output_gone();
    }
}

std::optional<client::Effect> ClientLoop::next(std::optional<Time> until, bool watch_stdin) {
    stdin_readable_ = false;
    if (queue_.empty() && !stop_requested()) {
        milliseconds wait = client_.time_to_wait();
        if (until) wait = std::min(wait, from_now(*until));
        if (const auto due = copy_ ? copy_->next_page_at() : std::nullopt)
            wait = std::min(wait, from_now(*due));
        if (!std::exchange(may_have_more_, true)) wait_for_event(wait, watch_stdin);
        queue(client_.turn_to_news());
        fill_copy();
        may_have_more_ = !queue_.empty();
    }
    if (queue_.empty()) return std::nullopt;
    client::Effect effect = std::move(queue_.front());
    queue_.pop_front();
    if (const auto* welcomed = std::get_if<client::Welcomed>(&effect)) follow(*welcomed);
    if (copy_) copy_->on(effect, model());
    return effect;
}

void ClientLoop::follow(const client::Welcomed& welcomed) {
    const bool same = welcomed_ && welcomed_->journal == welcomed.journal;
    welcomed_ = welcomed;
    if (welcomed.changed) lost_.clear();
    pin_broker_key();
    if (removes_copy_ && !same) remove_copy(welcomed.journal);
    if (!keeps_copy_ || (same && copy_)) return;
    copy_.reset();  // its last writes come before the next copy is opened
    copy_ = std::make_unique<client::ReplicaKeeper>(
        opened_home_.path, client::ReplicaOrigin{welcomed.journal, model().me()},
        opened_home_.keep_local.days);
}

void ClientLoop::remove_copy(const JournalId& journal) const {
    try {
        client::Replica::remove(opened_home_.path, journal);
    } catch (const std::exception& error) {
        print_error(error.what());
    }
}

/// Takes in what was written of the copy, and asks for the next page that it lacks.
void ClientLoop::fill_copy() {
    if (!copy_) return;
    const Time now = std::chrono::steady_clock::now();
    const bool worked = copy_->trouble().empty();
    for (const std::string& sentence : copy_->take_news(model(), now)) print_error(sentence);
    if (worked && !copy_->trouble().empty()) print_error(copy_->trouble());
    if (const auto page = copy_->next_page(now))
        act([&](client::Model& model, client::Now at, client::Effects& effects) {
            model.fetch_for_copy(page->conversation, page->before, at, effects);
        });
}

int ClientLoop::no_connection(const std::string& why) const {
    print_error(
        fmt::format("Could not connect to {}: {}", opened_home_.server(), screen_text(why)));
    return exit_code::no_connection;
}

std::optional<int> ClientLoop::join(Time give_up) {
    std::string delay = "the broker answers, but cannot admit this client now.";
    while (!stop_requested()) {
        const std::optional<client::Effect> effect = next(give_up);
        if (effect && std::holds_alternative<client::BecameReady>(*effect)) {
            save_last_used(SaveJournal::if_new);
            if (const auto sentence = opened_home_.ignored_name_sentence(model().my_name()))
                print_error(*sentence);
            return std::nullopt;
        }
        if (const auto* refused = effect ? std::get_if<client::JoinRefused>(&*effect) : nullptr)
            return report_join_refused(*refused);
        if (const auto* delayed = effect ? std::get_if<client::JoinDelayed>(&*effect) : nullptr) {
            delay = delayed->sentence;
            if (give_up == Time::max() && !client::passes_soon(*delayed))
                print_error("Waiting: " + screen_text(delay));
        }
        if (stop_reason() == client::StopReason::unknown_key && opened_home_.trust) {
            trust_claimed_key();
        } else if (stop_reason() != client::StopReason::none) {
            print_error(screen_text(stop_sentence()));
            return exit_code::no_connection;
        }
        const bool waits = give_up == Time::max() || client_.refused_for_now();
        if (!last_failure().empty() && !waits) return no_connection(last_failure());
        if (std::chrono::steady_clock::now() >= give_up) {
            if (!last_failure().empty()) return no_connection(last_failure());
            return no_connection(model().connection_state() == client::ConnectionState::joining
                                     ? delay
                                     : "the broker did not answer in time.");
        }
    }
    return exit_code::no_connection;
}

std::variant<Account, int> ClientLoop::account_of(const std::string& name, Time give_up) {
    if (const auto known = model().account_of(name)) return *known;
    const auto answer = answer_to<client::WhoAnswered>(
        [&](client::Model& asked, client::Now now, client::Effects& effects) {
            return asked.who(name, now, effects);
        },
        give_up);
    if (!answer) return exit_code::no_connection;
    if (!answer->accounts.empty()) return answer->accounts.front().account;
    print_error(fmt::format("Nobody is called {}.", screen_word(name)));
    return exit_code::refused;
}

void ClientLoop::compare(const std::vector<client::SeenEntry>& seen, Time give_up) {
    act([&](client::Model& model, client::Now now, client::Effects& effects) {
        model.compare(seen, now, effects);
    });
    std::deque<client::Effect> others;
    compared_ = false;
    while (!compared_ && stop_reason() == client::StopReason::none && !stop_requested() &&
           std::chrono::steady_clock::now() < give_up) {
        std::optional<client::Effect> effect = next(give_up);
        if (!effect) continue;
        compared_ = std::holds_alternative<client::SeenCompared>(*effect);
        if (const auto* lost = std::get_if<client::SeenEntryLost>(&*effect))
            lost_.insert(lost->conversation);
        else if (!compared_)
            others.push_back(std::move(*effect));
    }
    queue_.insert(queue_.begin(), std::make_move_iterator(others.begin()),
                  std::make_move_iterator(others.end()));
}

}  // namespace indaba::line
