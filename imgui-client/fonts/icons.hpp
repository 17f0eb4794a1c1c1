#pragma once
/// The icons, as text in any style: FontAwesome 4.7, U+F000 ff. Peers' texts cannot hold them.
#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {

namespace icon {
constexpr DisplayTextView hash = ours("\xef\x8a\x92");        // U+F292
constexpr DisplayTextView people = ours("\xef\x83\x80");      // U+F0C0
constexpr DisplayTextView send = ours("\xef\x87\x98");        // U+F1D8
constexpr DisplayTextView leave = ours("\xef\x82\x8b");       // U+F08B
constexpr DisplayTextView close = ours("\xef\x80\x8d");       // U+F00D
constexpr DisplayTextView talk = ours("\xef\x83\xa6");        // U+F0E6
constexpr DisplayTextView down = ours("\xef\x81\xa3");        // U+F063
constexpr DisplayTextView older = ours("\xef\x81\xb7");       // U+F077
constexpr DisplayTextView newer = ours("\xef\x81\xb8");       // U+F078
constexpr DisplayTextView left = ours("\xef\x81\x93");        // U+F053
constexpr DisplayTextView right = ours("\xef\x81\x94");       // U+F054
constexpr DisplayTextView waiting = ours("\xef\x80\x97");     // U+F017
constexpr DisplayTextView stored = ours("\xef\x80\x8c");      // U+F00C
constexpr DisplayTextView refused = ours("\xef\x81\xaa");     // U+F06A
constexpr DisplayTextView help = ours("\xef\x81\x99");        // U+F059
constexpr DisplayTextView search = ours("\xef\x80\x82");      // U+F002
constexpr DisplayTextView lock = ours("\xef\x80\xa3");        // U+F023
constexpr DisplayTextView pencil = ours("\xef\x81\x80");      // U+F040
constexpr DisplayTextView plus = ours("\xef\x81\xa7");        // U+F067
constexpr DisplayTextView globe = ours("\xef\x82\xac");       // U+F0AC
constexpr DisplayTextView reply = ours("\xef\x84\x92");       // U+F112
constexpr DisplayTextView smile = ours("\xef\x84\x98");       // U+F118
constexpr DisplayTextView more = ours("\xef\x85\x81");        // U+F141
constexpr DisplayTextView compass = ours("\xef\x85\x8e");     // U+F14E
constexpr DisplayTextView menu = ours("\xef\x85\x82");        // U+F142
constexpr DisplayTextView muted = ours("\xef\x87\xb6");       // U+F1F6
constexpr DisplayTextView joined = ours("\xef\x88\xb4");      // U+F234
constexpr DisplayTextView archive = ours("\xef\x86\x87");     // U+F187
constexpr DisplayTextView settings = ours("\xef\x80\x93");    // U+F013
constexpr DisplayTextView appearance = ours("\xef\x87\xbc");  // U+F1FC
constexpr DisplayTextView keyboard = ours("\xef\x84\x9c");    // U+F11C
constexpr DisplayTextView disk = ours("\xef\x82\xa0");        // U+F0A0
constexpr DisplayTextView about = ours("\xef\x81\x9a");       // U+F05A
constexpr DisplayTextView back = ours("\xef\x81\xa0");        // U+F060
}  // namespace icon

}  // namespace indaba::ui
