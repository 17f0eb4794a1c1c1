#include "line-client/station.hpp"

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

client::Destination whom_to_call(const Common& common, const client::Settings& settings) {
    if (common.server) return *common.server;
    return client::parse_destination(settings.server)
        .value_or(client::Destination{{"127.0.0.1", 5000}, {}, {}});
}

client::Credentials credentials_of(const Place& place, bool plain) {
    auto found = client::credentials_for(place.destination, place.key, place.brokers, plain);
    if (const auto* why = std::get_if<std::string>(&found)) throw std::runtime_error(*why);
    return std::get<client::Credentials>(std::move(found));
}

/// Rounded up: a wait that ends just before its time would come again and again.
milliseconds from_now(Station::Time until) {
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    return std::max(left, milliseconds{0});
}

}  // namespace

std::optional<JournalId> Place::known_journal() const {
    const auto known = settings.journals.find(client::to_string(server));
    if (known == settings.journals.end()) return std::nullopt;
    return known->second;
}

client::Model::Options Place::model_options() const {
    client::Model::Options options;
    options.account = key.account;
    options.software = "indaba-cli " INDABA_VERSION;
    options.name = name;
    return options;
}

Place open_place(const Common& common) {
    client::make_home(common.home);
    Place place(common.home);
    place.key = load_or_make_key(place.home);
    std::string warning;
    place.settings = client::load_settings(place.home, warning);
    if (!warning.empty()) complain(warning);
    place.destination = whom_to_call(common, place.settings);
    place.server = place.destination.server;
    place.credentials = credentials_of(place, common.plain);
    place.trust = common.trust;
    place.name_given = !common.name.empty();
    place.name = place.name_given ? common.name : place.settings.name;
    return place;
}

int say_join_refused(const client::JoinRefused& refused) {
    if (refused.code == code::name_needed) {
        complain("This account has no name yet: give one with --name NAME.");
        return exit_code::usage;
    }
    complain("Refused: " + screen_text(refused.sentence));
    return exit_code::refused;
}

std::optional<std::string> other_name_sentence(const Place& place, const client::Model& model) {
    if (!place.name_given || folded_name(place.name) == folded_name(model.my_name())) {
        return std::nullopt;
    }
    return fmt::format("This account is known as {}, and goes on under that name, not as {}.",
                       screen_word(model.my_name()), screen_word(place.name));
}

Station::Station(const Place& place, client::Model::Options options)
    : place_(place),
      client_(network_, place.server, place.credentials, std::move(options),
              place.destination.invite) {}

void Station::remember(bool journal_too) {
    const std::string server = client::to_string(place_.server);
    std::string warning;  // was told when the place was opened
    client::Settings settings = client::load_settings(place_.home, warning);
    const client::Settings before = settings;
    settings.server = server;
    settings.name = model().my_name();
    if (model().journal()) {
        const auto [known, is_new] = settings.journals.try_emplace(server, *model().journal());
        if (!is_new && journal_too) known->second = *model().journal();
    }
    try {
        if (settings != before) client::save_settings(place_.home, settings);
    } catch (const std::exception& error) {
        complain(error.what());
    }
}

/// Whoever welcomes us has proved it.
void Station::keep_broker_key() {
    try {
        client::KnownBrokers brokers = place_.brokers;
        if (const auto key = client_.broker_key()) brokers.pin(place_.server, *key);
    } catch (const std::exception& error) {
        complain(error.what());
    }
}

std::string Station::told_fingerprint() const { return fingerprint(client_.told()); }

std::string Station::trouble_sentence() const {
    const client::Server& server = place_.server;
    if (trouble() == client::Trouble::unknown_key)
        return fmt::format(
            "This home has never seen the broker at {}. It says its key is {}. Compare that with "
            "what its owner has; to trust it, repeat with --trust, or use its join link.",
            client::to_string(server), told_fingerprint());
    if (trouble() == client::Trouble::other_key && client_.broker_key())
        return client::other_key_sentence(server, *client_.broker_key(), client_.told(),
                                          place_.brokers);
    return last_failure();
}

void Station::take(client::Effects effects) {
    for (client::Effect& effect : effects) pending_.push_back(std::move(effect));
}

std::optional<client::Effect> Station::next(std::optional<Time> until, bool watch_stdin) {
    stdin_readable_ = false;
    if (pending_.empty() && !stop_wanted()) {
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
        keep_broker_key();
    }
    return effect;
}

int Station::no_connection(const std::string& why) const {
    complain(fmt::format("Could not connect to {}: {}", client::to_string(place_.server),
                         screen_text(why)));
    return exit_code::no_connection;
}

std::optional<int> Station::join(Time give_up) {
    while (!stop_wanted()) {
        const std::optional<client::Effect> effect = next(give_up);
        if (effect && std::holds_alternative<client::BecameReady>(*effect)) {
            remember(false);
            if (const auto sentence = other_name_sentence(place_, model())) complain(*sentence);
            return std::nullopt;
        }
        if (const auto* refused = effect ? std::get_if<client::JoinRefused>(&*effect) : nullptr) {
            return say_join_refused(*refused);
        }
        if (trouble() == client::Trouble::unknown_key && place_.trust) {
            trust_told();
        } else if (trouble() != client::Trouble::none) {
            complain(screen_text(trouble_sentence()));
            return exit_code::no_connection;
        }
        if (!last_failure().empty()) return no_connection(last_failure());
        if (std::chrono::steady_clock::now() >= give_up) {
            return no_connection(model().link() == client::Link::joining
                                     ? "it answers, but cannot let you in just now."
                                     : "it did not answer in time.");
        }
    }
    return exit_code::no_connection;
}

std::variant<Account, int> Station::account_of(const std::string& name, Time give_up) {
    if (const auto known = model().account_of(name)) return *known;
    std::uint64_t request = 0;
    const auto ask = [&] {
        act([&](client::Model& model, client::Now now, client::Effects& effects) {
            request = model.who(name, now, effects);
        });
    };
    if (model().link() == client::Link::ready) ask();  // the model repeats it after a loss
    while (!stop_wanted() && std::chrono::steady_clock::now() < give_up) {
        const std::optional<client::Effect> effect = next(give_up);
        if (!effect) continue;
        if (std::holds_alternative<client::BecameReady>(*effect) && request == 0) ask();
        const auto* answer = std::get_if<client::WhoAnswered>(&*effect);
        if (!answer || answer->request != request) continue;
        if (!answer->accounts.empty()) return answer->accounts.front().account;
        complain(fmt::format("Nobody is called {}.", screen_word(name)));
        return exit_code::refused;
    }
    return no_connection("it did not answer in time.");
}

}  // namespace indaba::line
