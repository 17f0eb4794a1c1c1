#include "imgui-client/view_state/completion.hpp"

#include <algorithm>
#include <set>

#include "common/client/text/emoji_names.hpp"
#include "common/client/text/input_command.hpp"
#include "common/wire/name.hpp"
#include "common/wire/text.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_choices = 8;
constexpr std::size_t max_looked_at = 300;  // entries, for who spoke lately
constexpr std::size_t min_emoji_letters = 2;

/// Returns where the word that ends at `caret` begins.
std::size_t word_begin(std::string_view text, std::size_t caret) {
    return text.substr(0, caret).find_last_of(" \n\t") + 1;  // npos + 1 is 0
}

/// Returns the accounts that spoke lately, the last one first, and then all others that are online.
std::vector<Account> people_by_speech(const client::Model& model,
                                      const ConversationId& conversation) {
    std::vector<Account> people;
    std::set<Account> seen{model.me()};
    const client::ConversationState* state = model.find(conversation);
    std::uint64_t number = state ? state->number : 0;
    for (std::size_t i = 0; i < max_looked_at && number > 0; ++i, --number) {
        const Entry* entry = state->held.find(number);
        if (!entry) break;
        if (!reserved_kind(entry->kind) && seen.insert(entry->account).second)
            people.push_back(entry->account);
    }
    for (const auto& [account, name] : model.people())
        if (seen.insert(account).second) people.push_back(account);
    return people;
}

void add_names(Completion& completion, const client::Model& model,
               const ConversationId& conversation, std::string_view typed, std::string_view mark) {
    const std::string prefix = case_folded(typed);
    for (const Account& account : people_by_speech(model, conversation)) {
        if (completion.choices.size() == max_choices) return;
        const std::string name = model.name_of(account);
        if (name.empty() || !case_folded(name).starts_with(prefix)) continue;
        completion.choices.push_back({std::string(mark) + name + " ", name, {}, account});
    }
    if (mark.empty() || completion.choices.size() == max_choices) return;
    if (std::string_view("all").starts_with(prefix))
        completion.choices.push_back({"@all ", "all", "everybody here", {}});
}

void add_commands(Completion& completion, std::string_view typed) {
    for (const client::NamedCommand& command : client::input_commands()) {
        if (completion.choices.size() == max_choices) return;
        if (!command.name.starts_with(typed)) continue;
        const std::string words = "/" + std::string(command.name);
        completion.choices.push_back({command.arguments.empty() ? words : words + " ",
                                      words,
                                      std::string(command.arguments),
                                      {}});
    }
}

void add_emoji(Completion& completion, std::string_view typed) {
    for (const client::NamedEmoji& emoji : client::find_emoji(typed, max_choices))
        completion.choices.push_back({std::string(emoji.emoji) + " ",
                                      std::string(emoji.emoji),
                                      std::string(emoji.name),
                                      {}});
}

bool is_emoji_name(std::string_view typed) {
    return typed.size() >= min_emoji_letters && std::ranges::all_of(typed, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '+';
           });
}

}  // namespace

Completion complete(std::string_view text, std::size_t caret, const client::Model& model,
                    const ConversationId& conversation, bool asked) {
    Completion completion;
    completion.begin = word_begin(text, caret);
    const std::string_view word = text.substr(completion.begin, caret - completion.begin);
    if (word.starts_with('@'))
        add_names(completion, model, conversation, word.substr(1), "@");
    else if (word.starts_with('/') && completion.begin == 0 && word.size() > 1)
        add_commands(completion, word.substr(1));
    else if (word.starts_with(':') && is_emoji_name(word.substr(1)))
        add_emoji(completion, word.substr(1));
    else if (asked && !word.empty())
        add_names(completion, model, conversation, word, "");
    // Enter sends what is complete already.
    const auto is_typed = [&](const Completion::Choice& choice) {
        return choice.insert == word || (choice.person && choice.insert == std::string(word) + " ");
    };
    if (completion.choices.size() == 1 && !asked && is_typed(completion.choices.front()))
        completion.choices.clear();
    return completion;
}

Completion complete_emoji_name(std::string_view text, std::size_t caret) {
    Completion completion;
    completion.begin = word_begin(text, caret);
    std::string_view word = text.substr(completion.begin, caret - completion.begin);
    if (!word.starts_with(':') || !word.ends_with(':') || word.size() < 4) return completion;
    word = word.substr(1, word.size() - 2);
    if (!is_emoji_name(word)) return completion;
    std::string blanks(word);
    std::ranges::replace_if(
        blanks, [](char c) { return c == '_' || c == '-'; }, ' ');
    for (const client::NamedEmoji& emoji : client::find_emoji(word, max_choices)) {
        const std::string keywords = " " + std::string(emoji.keywords) + " ";
        if (emoji.name != blanks && keywords.find(" " + blanks + " ") == std::string::npos)
            continue;
        completion.choices.push_back({std::string(emoji.emoji), {}, {}, {}});
        break;
    }
    return completion;
}

}  // namespace indaba::ui
