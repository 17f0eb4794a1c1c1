#pragma once
/// An own copy, and the search of the window over it, without a window.
#include <chrono>
#include <string>
#include <vector>

#include "imgui-client/search/message_search.hpp"
#include "tests/replica/replicas.hpp"
#include "tests/support/readable.hpp"

namespace indaba::test {

using ui::FoundMessage;
using ui::MessageSearch;

using Texts = std::vector<std::string>;

/// Waits for an answer as the window's loop does. Returns false after 10 s.
inline bool waits_for_answer(MessageSearch& search) {
    while (is_readable(search.descriptor().value(), std::chrono::seconds(10)))
        if (search.take_answer()) return true;
    return false;
}

inline Texts texts_of(const MessageSearch& search) {
    Texts texts;
    for (const FoundMessage& found : search.found()->messages) texts.push_back(found.text);
    return texts;
}

/// A copy with `count` messages of the lobby, and a search over it.
struct Copy : ReplicaFixture {
    explicit Copy(int count = 120) {
        replica.keep_names({{ann, "ann"}, {bob, "bob"}});
        for (int i = 1; i <= count; ++i)
            talk.say(i % 2 == 0 ? ann : bob, "journal no" + std::to_string(i));
        keep({&talk});
        search.use(origin);
    }
    Texts finds(const std::string& typed) {
        search.search(typed);
        CHECK(waits_for_answer(search));
        return texts_of(search);
    }
    BrokerConversation talk = lobby_talk();
    MessageSearch search{home.path()};
};

}  // namespace indaba::test
