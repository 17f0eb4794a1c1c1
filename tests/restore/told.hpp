#pragma once
/// The talk in the journals of these tests: in the lobby, in whispers and in rooms.
#include "tests/restore/exports.hpp"

namespace indaba::broker {

/// Returns the rows of the tables that references fill, without the keys of this file.
inline Words reference_rows(const std::filesystem::path& file) {
    const sqlite::Connection database(file, sqlite::Mode::read);
    sqlite::Statement statement(
        database,
        "SELECT 'reaction ' || hex(c.id) || x.message || x.emoji || hex(a.account) "
        "FROM reactions AS x JOIN conversations AS c ON c.key = x.conversation "
        "JOIN accounts AS a ON a.key = x.account UNION ALL "
        "SELECT 'edit ' || hex(c.id) || x.message || ' ' || x.number FROM edits AS x "
        "JOIN conversations AS c ON c.key = x.conversation UNION ALL "
        "SELECT 'erased ' || hex(c.id) || x.number || hex(x.hash) FROM erased AS x "
        "JOIN conversations AS c ON c.key = x.conversation UNION ALL "
        "SELECT 'room ' || hex(r.conversation) || r.folded || ' ' || r.skeleton || r.created_at || "
        "hex(a.account) FROM rooms AS r JOIN accounts AS a ON a.key = r.creator ORDER BY 1");
    Words lines;
    sqlite::Rows rows = statement.query();
    while (rows.next()) lines.push_back(rows.text(0));
    return lines;
}

inline void tell_in_lobby(Original& original) {
    original.commit(
        {named(rita, "rita"), named(rob, "rob"), named(rosa, "Rosa"), named(ray, "ray"),
         post(1, "first"), referring(2, rob, ReplyBody{1, "answer"}),
         referring(3, rita, EditBody{1, "better"}), referring(4, rob, ReactionBody{1, "+", false}),
         referring(5, rosa, ReactionBody{1, "+", false}), post(6, "gone"),
         referring(7, rob, ReactionBody{6, "-", false}),
         referring(8, rob, ReactionBody{1, "+", true}), referring(9, rita, EraseBody{6}),
         whisper(10, rita, rob, "psst"), whisper(11, rob, rita, "what")});
}

inline void tell_in_rooms(Original& original) {
    RoomEvent topic = event_of("topic", rob), title = event_of("title", rob);
    topic.topic = "soups";
    title.title = "Bakers";
    original.commit(
        {change(20, 7, creation(rita, "cooks", true, true)),
         in_room(7, by(rita, post(21, "welcome"))), change(22, 7, event_of("added", rita, rob)),
         in_room(7, by(rob, post(23, "thanks"))), change(24, 7, event_of("owner", rita, rob)),
         change(25, 7, topic), change(26, 7, event_of("added", rob, rosa)), change(27, 7, title),
         change(28, 8, creation(rosa, "news")), change(29, 8, event_of("joined", rob)),
         change(30, 8, event_of("joined", rita)), change(31, 8, event_of("left", rob)),
         change(32, 8, event_of("archived", rosa)), rebound(33, ray, broker::account(5), "ray"),
         rebound(34, rosa, broker::account(6), "Rosa")});
}

}  // namespace indaba::broker
