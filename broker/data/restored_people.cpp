#include "broker/data/restored_people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

#include "common/wire/name.hpp"
#include "common/wire/text.hpp"

namespace indaba::broker {
namespace {

using Texts = std::vector<std::string>;

/// Moves the name to the end, where the present one is.
void put_last(Texts& names, const std::string& name) {
    std::erase(names, name);
    names.push_back(name);
}

/// Returns the names of each account, oldest first. An account knows its own name best.
std::map<Account, Texts> names_by_age(const std::vector<ExportedNames>& exports) {
    using Told = std::tuple<std::uint64_t, bool, std::string>;
    std::map<Account, std::vector<Told>> told;
    for (const ExportedNames& each : exports)
        for (const auto& [account, name] : each.names)
            told[account].emplace_back(each.as_of, account == each.exporter, name);
    std::map<Account, Texts> names;
    for (auto& [account, list] : told) {
        std::ranges::sort(list);
        for (const auto& [as_of, own, name] : list) put_last(names[account], name);
    }
    return names;
}

/// The rebinds that the rules allow (rebind_rules.hpp), and who has the names now.
class Heirs {
 public:
    void add(const Rebound& rebound) {
        if (rebound.from == rebound.to || heirs_.contains(rebound.from) ||
            heirs_.contains(rebound.to))
            return;
        heirs_[rebound.from] = rebound.to;
    }
    std::optional<Account> heir_of(const Account& account) const {
        const auto found = heirs_.find(account);
        return found == heirs_.end() ? std::nullopt : std::optional(found->second);
    }
    Account owner_of(Account account) const {
        while (const auto heir = heir_of(account)) account = *heir;
        return account;
    }

 private:
    std::map<Account, Account> heirs_;
};

/// The names that were given, each to one account.
class GivenNames {
 public:
    /// Returns the owner's name, or nullopt when it cannot have it; then there is a sentence.
    std::optional<Name> give(const Account& owner, const std::string& wanted) {
        const auto checked = validate_name(wanted);
        const Name* name = std::get_if<Name>(&checked);
        if (!name) {
            sentences.push_back(fmt::format("The name {} of {} is not valid any more.",
                                            screen_word(wanted), to_hex(owner)));
            return std::nullopt;
        }
        for (const auto& form :
             {std::pair{&folded_, &name->folded}, {&skeletons_, &name->skeleton}}) {
            const auto taken = form.first->find(*form.second);
            if (taken == form.first->end() || taken->second == owner) continue;
            sentences.push_back(fmt::format(
                "The name {} of {} is the name of {} too, or looks like it: the latter keeps it.",
                screen_word(wanted), to_hex(owner), to_hex(taken->second)));
            return std::nullopt;
        }
        folded_.emplace(name->folded, owner);
        skeletons_.emplace(name->skeleton, owner);
        return *name;
    }
    std::vector<std::string> sentences;

 private:
    std::map<std::string, Account> folded_, skeletons_;
};

/// A name that is another one's again, in other letters, replaces it.
void keep(std::vector<Name>& names, const Name& name) {
    std::erase_if(names, [&](const Name& each) { return each.folded == name.folded; });
    names.push_back(name);
}

}  // namespace

RestoredPeople restored_people(const std::vector<ExportedNames>& exports,
                               const std::vector<Rebound>& rebinds) {
    std::map<Account, Texts> names = names_by_age(exports);
    Heirs heirs;
    for (const Rebound& rebound : rebinds) {
        heirs.add(rebound);
        if (heirs.heir_of(rebound.from) != rebound.to) continue;
        if (names[rebound.from].empty()) put_last(names[rebound.from], rebound.name);
        if (names[rebound.to].empty()) put_last(names[rebound.to], rebound.name);
    }
    std::map<Account, Texts> owned;  // a retired account's names first, then the heir's own
    for (const auto& [account, list] : names)
        if (heirs.heir_of(account))
            for (const std::string& name : list) owned[heirs.owner_of(account)].push_back(name);
    for (const auto& [account, list] : names)
        if (!heirs.heir_of(account))
            for (const std::string& name : list) put_last(owned[account], name);
    RestoredPeople people;
    GivenNames given;
    for (const auto& [account, list] : names) {
        RestoredAccount restored{account, {}, {}};
        restored.rebound_to = heirs.heir_of(account);
        if (restored.rebound_to) restored.name = list.back();
        for (const std::string& wanted : restored.rebound_to ? Texts() : owned[account])
            if (const auto name = given.give(account, wanted)) keep(restored.names, *name);
        if (!restored.names.empty()) restored.name = restored.names.back().display;
        people.accounts.push_back(std::move(restored));
    }
    people.sentences = std::move(given.sentences);
    return people;
}

}  // namespace indaba::broker
