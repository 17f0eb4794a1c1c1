#pragma once
/// The effects of the model: what its caller sends, stores and displays. See model.hpp.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/client/model/outbox_row.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

/// The caller sends this message over the connection, in order.
struct Transmit {
    ToBroker message;
};
/// The caller closes the connection and opens another.
struct Reconnect {
    std::string why;  // a sentence
    /// The broker refused for now, and the next attempt is due after this time.
    std::optional<std::chrono::milliseconds> retry_after;
};
/// The caller removes the row from the store: its receipt came, or it was finally refused.
struct OutboxDone {
    MessageId id{};
};

// ---- news: effects for the display ---------------------------------------------------

/// Follows `welcome`. `related`: the journal is the known one, its child, or the first one seen.
struct Welcomed {
    JournalId journal{};
    bool changed = false;  // another journal than before
    bool related = true;   // false: another server; `unsent_rows` left the outbox
    std::vector<OutboxRow> unsent_rows;
};
/// Comes once per connection, not after a `sync`.
struct BecameReady {};
struct BecameOffline {
    std::string why;
};
/// The broker will not send `ready` unless the name or the version changes.
struct JoinRefused {
    std::string code, sentence;
};
/// The join was refused for now and is sent again by itself. Comes once for each reason until
/// `ready` or the end of the connection.
struct JoinDelayed {
    std::string code, sentence;
};
/// New numbers in a conversation, ascending; its state holds the entries. `live`: they were
/// committed just now and not fetched.
struct NewEntries {
    ConversationId conversation{};
    std::vector<std::uint64_t> numbers;
    bool live = false;
};
/// Dense entries as they came from the broker, live or in a page, after an entry with the hash
/// `before`: for the replica of a caller that keeps one (Model::Options::keeps_copy).
struct EntriesReceived {
    ConversationId conversation{};
    Hash before{};
    std::vector<Entry> entries;
};
/// A fetch_for_copy() ended: its EntriesReceived came before, or the page cannot be had now.
struct CopyPageEnded {
    ConversationId conversation{};
    bool fetched = false;
    std::string sentence;  // of a refusal
};
/// All heads are known and up to date, for a caller that keeps a copy. Comes with each `ready`.
struct HeadsComplete {};
/// Held messages that are shown differently since entries came: edited, deleted, reacted to, or the
/// message that they quote was. Ascending; without those of the NewEntries just before.
struct MessagesChanged {
    ConversationId conversation{};
    std::vector<std::uint64_t> numbers;
};
/// Other entries out of the own copy are held now (Model::show_copied). `changed`: messages that
/// were held before and are shown differently.
struct CopiedShown {
    ConversationId conversation{};
    std::vector<std::uint64_t> changed;
};
/// A text of this account was deleted, or one that may be its own. The caller removes the traces of
/// it from its store: it was in the outbox and in a draft. Comes after the OutboxDone of the text.
struct OwnTextErased {};
struct PersonJoined {
    Person person;
};
struct PersonLeft {
    Person person;
};
struct Renamed {
    Account account{};
    std::string before, now;
};
/// The own entry came back from the broker.
struct Receipt {
    MessageId id{};
    ConversationId conversation{};
    std::uint64_t number = 0;
};
/// The post was finally refused: the display offers to edit it and send it again.
struct PostRefused {
    OutboxRow row;
    std::string code, sentence;
};
/// A post was refused for now and is sent again by itself. Comes once for each reason until the
/// next receipt, whose PostsResumed ends the state.
struct PostsDelayed {
    std::string code, sentence;
};
/// Returns true for a full queue and an exceeded rate: they pass within seconds, and a display does
/// not mention them.
template <class Delayed>
bool passes_soon(const Delayed& delayed) {
    return delayed.code == code::busy || delayed.code == code::slow_down;
}
/// Posts get receipts again, or the connection was lost.
struct PostsResumed {};
/// The broker's copy contradicts ours. Ours was dropped, and all entries are fetched again.
struct Diverged {
    ConversationId conversation{};
};
/// Older entries are not held any more: more was missed since than is caught up with, or they may
/// not be read any more. The NewEntries of the newest page follow.
struct OlderEntriesDropped {
    ConversationId conversation{};
};
/// The broker lacks an entry that was given to compare(), or has another one there: it was set back
/// to an older copy.
struct SeenEntryLost {
    ConversationId conversation{};
};
/// Everything that was given to compare() is compared.
struct SeenCompared {};
/// The answer to who().
struct WhoAnswered {
    std::uint64_t request = 0;
    std::vector<KnownPerson> accounts;
};
struct NoticeReceived {
    std::string code, sentence;
};
/// Accounts whose names are new or changed. Only Client makes this effect.
struct NamesLearned {
    std::vector<Person> people;
};
/// An operator disconnected this client. It connects again only when its user asks for it.
struct Kicked {
    std::string code, sentence;
};
/// The answer to order().
struct OrderAnswered {
    std::uint64_t request = 0;
    std::string refused;  // a sentence; empty: the order was carried out
};
/// This account became a member of a room, by itself or because it was added. Not for the rooms of
/// the heads after a connection.
struct JoinedRoom {
    ConversationId conversation{};
};
/// This account is no longer a member of a room, whose state is gone.
struct LeftRoom {
    ConversationId conversation{};
    std::string title;
};
/// The title, the topic, the owners, the number of members or the list of them changed, or the room
/// was archived or reopened. Also for each room of the heads.
struct RoomChanged {
    ConversationId conversation{};
};
/// The answer to change_room().
struct RoomAnswered {
    std::uint64_t request = 0;
    ConversationId conversation{};  // of the request; of a new room: zero when refused
    std::string refused;            // the code; empty: it was carried out
    std::string sentence;           // of the refusal
};
/// The answer to list_rooms(): the open rooms and those of this account, without archived ones.
struct RoomsListed {
    std::uint64_t request = 0;
    std::vector<RoomInfo> rooms;
    std::string sentence;  // of the refusal; empty: the list is complete
};
/// The answer to list_members().
struct MembersListed {
    std::uint64_t request = 0;
    ConversationId conversation{};
    std::vector<Person> members;
    std::string sentence;  // of the refusal; empty: the list is complete
};
/// The broker sent bytes or a message that no honest broker of this version sends. It was ignored.
struct ProtocolViolation {
    std::string why;
};

using Effect =
    std::variant<Transmit, Reconnect, OutboxDone, Welcomed, BecameReady, BecameOffline, JoinRefused,
                 JoinDelayed, NewEntries, EntriesReceived, CopyPageEnded, HeadsComplete,
                 MessagesChanged, CopiedShown, OwnTextErased, PersonJoined, PersonLeft, Renamed,
                 Receipt, PostRefused, PostsDelayed, PostsResumed, Diverged, OlderEntriesDropped,
                 SeenEntryLost, SeenCompared, WhoAnswered, NoticeReceived, NamesLearned, Kicked,
                 OrderAnswered, JoinedRoom, LeftRoom, RoomChanged, RoomAnswered, RoomsListed,
                 MembersListed, ProtocolViolation>;
using Effects = std::vector<Effect>;

}  // namespace indaba::client
