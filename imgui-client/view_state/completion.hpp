#pragma once
/// Finds completions for the word at the caret: `@` begins a name, `#` the title of a room, `/` a
/// command, `:` an emoji. The composer shows the choices. Pure.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/client/model/model.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

struct Completion {
    enum class Sign { none, room, private_room };
    struct Choice {
        std::string insert;             // replaces what was typed
        std::string words;              // for the list
        std::string hint;               // behind the words: a command's arguments, an emoji's name
        std::optional<Account> person;  // for the face
        Sign sign = Sign::none;
    };
    std::size_t begin = 0;  // the byte of the text where the completed word begins
    std::vector<Choice> choices;
};

/// Returns at most eight choices for the word before the caret. Names of people who spoke lately in
/// the conversation come first, then members of the room. `asked`: by Tab, which completes a name
/// without its `@` too. `directory`: all rooms, as far as they are known.
Completion complete(std::string_view text, std::size_t caret, const client::Model& model,
                    const ConversationId& conversation, bool asked,
                    const std::vector<RoomSummary>& directory = {});

/// Returns the emoji that `:name:` before the caret stands for, as the only choice; no choice when
/// no emoji has exactly that name or keyword.
Completion complete_emoji_name(std::string_view text, std::size_t caret);

}  // namespace indaba::ui
