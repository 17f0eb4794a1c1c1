#include "line-client/client_loop.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/client/home/home.hpp"
#include "common/keys/fingerprint.hpp"
#include "common/wire/name.hpp"
#include "common/wire/text.hpp"
#include "line-client/exit_codes.hpp"
#include "line-client/terminal.hpp"

namespace indaba::line {
namespace {

using std::chrono::milliseconds;

client::Destination choose_destination(const Common& common, const client::Settings& settings) {
    if (common.server) return *common.server;
    return client::parse_destination(settings.server)
        .value_or(client::Destination{{"127.0.0.1", 5000}, {}, {}});
}

client::Credentials credentials_of(const OpenedHome& opened, bool plain) {
    auto found = client::credentials_for(opened.destination, opened.key, opened.brokers, plain);
    if (const auto* why = std::get_if<std::string>(&found)) throw std::runtime_error(*why);
    return std::get<client::Credentials>(std::move(found));
}

/// Rounded up: a wait that ends just before its time would come again and again.
milliseconds from_now(ClientLoop::Time until) {
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    return std::max(left, milliseconds{0});
}

}  // namespace

std::optional<JournalId> OpenedHome::last_journal() const {
    const auto known = settings.journals.find(client::to_string(server));
    if (known == settings.journals.end()) return std::nullopt;
    return known->second;
}

client::Model::Options OpenedHome::model_options() const {
    client::Model::Options options;
    options.account = key.account;
    options.software = "indaba-cli " INDABA_VERSION;
    options.name = name;
    return options;
}

OpenedHome open_home(const Common& common) {
    client::make_home(common.home);
    OpenedHome opened(common.home);
    opened.key = load_or_make_key(opened.path);
    std::string warning;
    opened.settings = client::load_settings(opened.path, warning);
    if (!warning.empty()) print_error(warning);
    opened.destination = choose_destination(common, opened.settings);
    opened.server = opened.destination.server;
    opened.credentials = credentials_of(opened, common.plain);
    opened.trust = common.trust;
    opened.name_given = !common.name.empty();
    opened.name = opened.name_given ? common.name : opened.settings.name;
    return opened;
}

int report_join_refused(const client::JoinRefused& refused) {
    if (refused.code == code::name_needed) {
        print_error("This account has no name yet: give one with --name NAME.");
        return exit_code::usage;
    }
    print_error("Refused: " + screen_text(refused.sentence));
    return exit_code::refused;
}

std::optional<std::string> other_name_sentence(const OpenedHome& opened,
                                               const client::Model& model) {
    if (!opened.name_given || folded_name(opened.name) == folded_name(model.my_name())) {
        return std::nullopt;
    }
    return fmt::format("This account is known as {}, and goes on under that name, not as {}.",
                       screen_word(model.my_name()), screen_word(opened.name));
}

ClientLoop::ClientLoop(const OpenedHome& opened, client::Model::Options options)
    : opened_home_(opened),
      client_(network_, opened.server, opened.credentials, std::move(options),
              opened.destination.invite) {}

void ClientLoop::remember(bool journal_too) {
    const std::string server = client::to_string(opened_home_.server);
    std::string warning;  // was reported when the home was opened
    client::Settings settings = client::load_settings(opened_home_.path, warning);
    const client::Settings before = settings;
    settings.server = server;
    settings.name = model().my_name();
    if (model().journal()) {
        const auto [known, is_new] = settings.journals.try_emplace(server, *model().journal());
        if (!is_new && journal_too) known->second = *model().journal();
    }
    try {
        if (settings != before) client::save_settings(opened_home_.path, settings);
    } catch (const std::exception& error) {
        print_error(error.what());
    }
}

/// Whoever welcomes us has proved it.
void ClientLoop::pin_broker_key() {
    try {
        client::KnownBrokers brokers = opened_home_.brokers;
        if (const auto key = client_.broker_key()) brokers.pin(opened_home_.server, *key);
    } catch (const std::exception& error) {
        print_error(error.what());
    }
}

std::string ClientLoop::claimed_fingerprint() const { return fingerprint(client_.claimed_key()); }

std::string ClientLoop::stop_sentence() const {
    const client::Server& server = opened_home_.server;
    if (stop_reason() == client::StopReason::unknown_key)
        return fmt::format(
            "This home has never seen the broker at {}. It says its key is {}. Compare that with "
            "what its owner has; to trust it, repeat with --trust, or use its join link.",
            client::to_string(server), claimed_fingerprint());
    if (stop_reason() == client::StopReason::key_mismatch && client_.broker_key())
        return client::key_mismatch_sentence(server, *client_.broker_key(), client_.claimed_key(),
                                             opened_home_.brokers);
    return last_failure();
}

void ClientLoop::take(client::Effects effects) {
    for (client::Effect& effect : effects) pending_.push_back(std::move(effect));
}

std::optional<client::Effect> ClientLoop::next(std::optional<Time> until, bool watch_stdin) {
    stdin_readable_ = false;
    if (pending_.empty() && !stop_requested()) {
        milliseconds wait = client_.time_to_wait();
        if (until) wait = std::min(wait, from_now(*until));
        std::vector<int> descriptors{stop_descriptor()};
        if (watch_stdin) descriptors.push_back(LineReader::descriptor);
        const auto readable = network_.wait({&client_.connection()}, descriptors, wait);
        stdin_readable_ = std::ranges::find(readable, 1u) != readable.end();
        take(client_.turn());
    }
    if (pending_.empty()) return std::nullopt;
    client::Effect effect = std::move(pending_.front());
    pending_.pop_front();
    if (const auto* welcomed = std::get_if<client::Welcomed>(&effect)) {
        welcomed_ = *welcomed;
        pin_broker_key();
    }
    return effect;
}

int ClientLoop::no_connection(const std::string& why) const {
    print_error(fmt::format("Could not connect to {}: {}", client::to_string(opened_home_.server),
                            screen_text(why)));
    return exit_code::no_connection;
}

std::optional<int> ClientLoop::join(Time give_up) {
    while (!stop_requested()) {
        const std::optional<client::Effect> effect = next(give_up);
        if (effect && std::holds_alternative<client::BecameReady>(*effect)) {
            remember(false);
            if (const auto sentence = other_name_sentence(opened_home_, model()))
                print_error(*sentence);
            return std::nullopt;
        }
        if (const auto* refused = effect ? std::get_if<client::JoinRefused>(&*effect) : nullptr) {
            return report_join_refused(*refused);
        }
        if (stop_reason() == client::StopReason::unknown_key && opened_home_.trust) {
            trust_claimed_key();
        } else if (stop_reason() != client::StopReason::none) {
            print_error(screen_text(stop_sentence()));
            return exit_code::no_connection;
        }
        if (!last_failure().empty()) return no_connection(last_failure());
        if (std::chrono::steady_clock::now() >= give_up) {
            return no_connection(model().connection_state() == client::ConnectionState::joining
                                     ? "it answers, but cannot let you in just now."
                                     : "it did not answer in time.");
        }
    }
    return exit_code::no_connection;
}

std::variant<Account, int> ClientLoop::account_of(const std::string& name, Time give_up) {
    if (const auto known = model().account_of(name)) return *known;
    std::uint64_t request = 0;
    const auto ask = [&] {
        act([&](client::Model& model, client::Now now, client::Effects& effects) {
            request = model.who(name, now, effects);
        });
    };
    if (model().connection_state() == client::ConnectionState::ready)
        ask();  // the model repeats it after a loss
    while (!stop_requested() && std::chrono::steady_clock::now() < give_up) {
        const std::optional<client::Effect> effect = next(give_up);
        if (!effect) continue;
        if (std::holds_alternative<client::BecameReady>(*effect) && request == 0) ask();
        const auto* answer = std::get_if<client::WhoAnswered>(&*effect);
        if (!answer || answer->request != request) continue;
        if (!answer->accounts.empty()) return answer->accounts.front().account;
        print_error(fmt::format("Nobody is called {}.", screen_word(name)));
        return exit_code::refused;
    }
    return no_connection("it did not answer in time.");
}

}  // namespace indaba::line
