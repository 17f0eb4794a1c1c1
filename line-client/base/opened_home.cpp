#include "line-client/base/opened_home.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>
#include <variant>

#include "common/client/home/home.hpp"
#include "common/wire/name.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/terminal.hpp"

namespace indaba::line {
namespace {

client::Destination choose_destination(const CommonOptions& common,
                                       const client::Settings& settings) {
    if (common.server) return *common.server;
    return client::parse_destination(settings.server).value_or(default_destination());
}

client::Credentials credentials_of(const OpenedHome& opened, bool plain) {
    auto found = client::credentials_for(opened.destination, opened.key, opened.brokers, plain);
    if (const auto* why = std::get_if<std::string>(&found)) throw std::runtime_error(*why);
    return std::get<client::Credentials>(std::move(found));
}

}  // namespace

client::Destination default_destination() { return {{{"127.0.0.1", 5000}}, {}, {}}; }

std::optional<JournalId> OpenedHome::last_journal() const {
    return known_server().journal(settings);
}

client::Model::Options OpenedHome::model_options() const {
    client::Model::Options options;
    options.account = key.account;
    options.software = "indaba-cli " INDABA_VERSION;
    options.name = name;
    options.journal = last_journal();
    return options;
}

std::optional<std::string> OpenedHome::ignored_name_sentence(
    const std::string& name_on_server) const {
    if (!name_given || folded_name(name) == folded_name(name_on_server)) return std::nullopt;
    return fmt::format("This account is already named {}: the name {} is ignored.",
                       screen_word(name_on_server), screen_word(name));
}

OpenedHome open_home(const CommonOptions& common) {
    client::make_home(common.home);
    OpenedHome opened(common.home);
    opened.key = load_or_make_key(opened.path);
    std::string warning;
    opened.settings = client::load_settings(opened.path, warning);
    if (!warning.empty()) print_error(warning);
    opened.destination = choose_destination(common, opened.settings);
    opened.credentials = credentials_of(opened, common.plain);
    opened.trust = common.trust;
    opened.keep_local = common.keep_local.value_or(opened.settings.keep_local);
    opened.name_given = !common.name.empty();
    opened.name = opened.name_given ? common.name : opened.settings.name;
    return opened;
}

}  // namespace indaba::line
