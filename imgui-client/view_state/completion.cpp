#include "imgui-client/view_state/completion.hpp"

#include <algorithm>
#include <set>

#include "common/client/text/emoji_names.hpp"
#include "common/client/text/input_command.hpp"
#include "common/wire/name.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/view_state/lists.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_choices = 8;
constexpr std::size_t max_looked_at = 300;  // entries, for who spoke lately
constexpr std::size_t min_emoji_letters = 2;

/// Returns where the word that ends at `caret` begins.
std::size_t word_begin(std::string_view text, std::size_t caret) {
    return text.substr(0, caret).find_last_of(" \n\t") + 1;  // npos + 1 is 0
}

/// A person whose name may be meant, and what is said about it.
struct Candidate {
    Account account;
    std::string_view hint;
};

/// The candidates, each once: who spoke lately, the last one first, then members of the room, and
/// then all others that are online.
class Candidates {
 public:
    Candidates(const client::Model& model, const ConversationId& conversation)
        : model_(model), state_(model.find(conversation)), seen_{model.me()} {
        add_speakers();
        if (knows_members()) add_members();
        for (const auto& [account, name] : model.people()) add(account, "");
    }
    const std::vector<Candidate>& all() const { return all_; }

 private:
    bool knows_members() const { return state_ && state_->room && state_->room->lists_members; }
    bool is_here(const Account& account) const {
        return !knows_members() || state_->room->state.members.contains(account);
    }
    void add(const Account& account, std::string_view hint) {
        if (!seen_.insert(account).second) return;
        all_.push_back({account, is_here(account) ? hint : "not in this room"});
    }
    void add_speakers() {
        std::uint64_t number = state_ ? state_->number : 0;
        for (std::size_t i = 0; i < max_looked_at && number > 0; ++i, --number) {
            const Entry* entry = state_->held.find(number);
            if (!entry) break;
            if (reserved_kind(entry->kind) || !is_here(entry->account)) continue;
            add(entry->account, all_.empty() ? "wrote last" : "");
        }
    }
    void add_members() {
        for (const auto& [account, member] : state_->room->state.members)
            if (model_.people().contains(account)) add(account, "");
        for (const auto& [account, member] : state_->room->state.members) add(account, "");
    }

    const client::Model& model_;
    const client::ConversationState* state_;
    std::set<Account> seen_;
    std::vector<Candidate> all_;
};

void add_names(Completion& completion, const client::Model& model,
               const ConversationId& conversation, std::string_view typed, std::string_view mark) {
    const std::string prefix = case_folded(typed);
    const Candidates candidates(model, conversation);
    for (const auto& [account, hint] : candidates.all()) {
        if (completion.choices.size() == max_choices) return;
        const std::string& name = model.name_of(account);
        if (name.empty() || !case_folded(name).starts_with(prefix)) continue;
        completion.choices.push_back(
            {std::string(mark) + name + " ", name, std::string(hint), account});
    }
    if (mark.empty() || completion.choices.size() == max_choices) return;
    if (std::string_view("all").starts_with(prefix))
        completion.choices.push_back({"@all ", "all", "everybody here", {}});
}

/// Adds the own rooms by title, then those that the server has listed.
void add_rooms(Completion& completion, const client::Model& model, std::string_view typed,
               const std::vector<RoomSummary>& directory) {
    const std::string prefix = case_folded(typed);
    std::vector<RoomSummary> rooms = room_list(model, {}, {});
    for (const RoomSummary& room : directory)
        if (!model.find(room.id)) rooms.push_back(room);
    for (const RoomSummary& room : rooms) {
        if (completion.choices.size() == max_choices) return;
        if (!case_folded(room.title).starts_with(prefix)) continue;
        completion.choices.push_back(
            {"#" + room.title + " ",
             room.title,
             room.joined ? room.topic : "not joined",
             {},
             room.is_private ? Completion::Sign::private_room : Completion::Sign::room});
    }
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
                    const ConversationId& conversation, bool asked,
                    const std::vector<RoomSummary>& directory) {
    Completion completion;
    completion.begin = word_begin(text, caret);
    const std::string_view word = text.substr(completion.begin, caret - completion.begin);
    if (word.starts_with('@'))
        add_names(completion, model, conversation, word.substr(1), "@");
    else if (word.starts_with('#'))
        add_rooms(completion, model, word.substr(1), directory);
    else if (word.starts_with('/') && completion.begin == 0 && word.size() > 1)
        add_commands(completion, word.substr(1));
    else if (word.starts_with(':') && is_emoji_name(word.substr(1)))
        add_emoji(completion, word.substr(1));
    else if (asked && !word.empty())
        add_names(completion, model, conversation, word, "");
    // Enter sends what is complete already.
    const auto is_typed = [&](const Completion::Choice& choice) {
        const bool needs_nothing_more =
            choice.person || choice.sign != Completion::Sign::none ||
            (choice.hint.starts_with('[') && choice.hint.ends_with(']'));
        return choice.insert == word ||
               (needs_nothing_more && choice.insert == std::string(word) + " ");
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
