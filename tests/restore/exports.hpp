#pragma once
/// A journal that people talk in, the exports of their clients, and the journal made of these.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "broker/data/restore.hpp"
#include "broker/journal/sqlite/sqlite_verify.hpp"
#include "common/client/replica/replica.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/name.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/journal/harness.hpp"

namespace indaba::broker {

using Words = std::vector<std::string>;
using Files = std::vector<std::filesystem::path>;
/// The first and the last number of entries that an export has.
using Held = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

inline const Account rita = account(1), rob = account(2), rosa = account(3), ray = account(4),
                     the_broker = account(255);

inline ConversationId room_id(std::uint8_t which) {
    ConversationId id;
    id.bytes.fill(which);
    return id;
}

inline Claim named(const Account& account, const std::string& wanted) {
    const auto name = std::get<Name>(validate_name(wanted));
    return {account, name.display, name.folded, name.skeleton, 5, {}};
}

inline RoomEvent event_of(std::string what, const Account& by, std::optional<Account> about = {}) {
    RoomEvent event;
    event.what = std::move(what);
    event.by = by;
    event.account = about;
    return event;
}

inline RoomEvent creation(const Account& by, std::string title, bool is_private = false,
                          bool from_joining = false) {
    RoomEvent event = event_of("created", by);
    event.title = std::move(title);
    event.is_private = is_private;
    event.from_joining = from_joining;
    return event;
}

/// Returns the change of a room that the event tells, with message id `id`.
inline RoomChange change(std::uint64_t id, std::uint8_t room, RoomEvent event) {
    RoomChange result;
    result.announcement = post(id, encode(event));
    result.announcement.session = 0;
    result.announcement.author = the_broker;
    result.announcement.kind = kind_room;
    result.announcement.conversation = {room_id(room), event.title.value_or("a title"), {}};
    if (event.title) {
        const auto title = std::get<Name>(validate_title(*event.title));
        result.folded = title.folded;
        result.skeleton = title.skeleton;
    }
    result.event = std::move(event);
    return result;
}

inline Post by(const Account& author, Post post) {
    post.author = author;
    return post;
}
inline Post in_room(std::uint8_t room, Post post) {
    post.conversation = {room_id(room), "a title", {}};
    return post;
}

inline Rebind rebound(std::uint64_t id, const Account& from, const Account& to, std::string name) {
    Rebind result = rebind(id, from, to);
    result.announcement.body = encode(Rebound{std::move(name), from, to});
    return result;
}

/// The server that is lost.
class Original {
 public:
    /// Every write must be stored.
    void commit(std::vector<Write> writes) {
        for (const Outcome& outcome : harness_.commit(std::move(writes)).outcomes)
            REQUIRE(std::holds_alternative<Stored>(outcome));
    }
    Snapshot snapshot() {
        harness_.reopen();  // a snapshot is of the opening
        return harness_.journal().snapshot();
    }
    std::filesystem::path journal_file() const { return harness_.directory().journal(); }

    /// Returns the export of an account, with everything that it may read; of the conversations in
    /// `held` only these entries.
    std::filesystem::path exported(const Account& account, const std::string& file,
                                   const std::map<ConversationId, Held>& held = {}) {
        const Snapshot now = snapshot();
        const TemporaryDirectory home;
        client::Replica replica(home.path(), {now.journal, account});
        std::vector<Person> people;
        for (const KnownAccount& known : now.accounts)
            people.push_back({known.account, known.name});
        replica.keep_names(people);
        for (const KnownConversation& known : now.conversations) {
            const auto first = first_readable(now, account, known.conversation);
            if (!first) continue;
            replica.keep_heads({{known.conversation, known.number, known.hash, *first}}, false);
            const auto some = held.find(known.conversation.id);
            for (const auto& [from, to] :
                 some == held.end() ? Held{{*first, known.number}} : some->second)
                add(replica, known.conversation.id, from, to);
        }
        const std::filesystem::path to = exports_.path() / file;
        replica.export_to(to);
        return to;
    }

 private:
    static std::optional<std::uint64_t> first_readable(const Snapshot& snapshot,
                                                       const Account& account,
                                                       const Conversation& conversation) {
        if (conversation.between)
            return conversation.between->has(account) ? std::optional<std::uint64_t>(1)
                                                      : std::nullopt;
        for (const KnownAccount& known : snapshot.accounts)
            if (known.account == account && conversation.id == lobby) return known.lobby_first;
        for (const KnownRoom& room : snapshot.rooms)
            if (room.id == conversation.id && room.state.members.contains(account))
                return room.state.members.at(account).first;
        return std::nullopt;
    }

    void add(client::Replica& replica, const ConversationId& id, std::uint64_t from,
             std::uint64_t to) {
        while (from <= to) {
            PageRequest request = page_after(from - 1, id);
            request.last = to;
            PageRead page = harness_.read(request);
            REQUIRE(!page.entries.empty());
            from = page.entries.back().number + 1;
            REQUIRE(replica.add({{id, page.before, std::move(page.entries)}}).empty());
        }
    }

    SqliteHarness harness_;
    TemporaryDirectory exports_;
};

/// The data directory that a restore fills.
class Restored {
 public:
    std::string from(const Files& files, std::optional<std::uint64_t> history = {}) {
        return restore(path(), {files}, history);
    }
    /// Returns the sentence of a restore that must be refused, after which nothing is left.
    std::string refused(const Files& files) {
        std::string sentence = test::sentence_of([&] { from(files); });
        CHECK(!sentence.empty());
        CHECK(left() == Words{"lock"});
        return sentence;
    }
    const std::filesystem::path& path() const { return directory_.path(); }
    std::filesystem::path journal_file() const { return directory_.journal(); }
    Words left() const {
        Words names;
        for (const auto& entry : std::filesystem::directory_iterator(path()))
            names.push_back(entry.path().filename());
        std::ranges::sort(names);
        return names;
    }
    Snapshot snapshot() const { return SqliteJournal(path()).snapshot(); }
    /// Returns the entries of a conversation.
    std::vector<Entry> entries(const ConversationId& id) const {
        SqliteJournal journal(path());
        return Waiter(journal).read(page_after(0, id)).entries;
    }
    std::string problem() const { return verify_journal(journal_file()).problem; }

 private:
    TemporaryDirectory directory_;
};

/// Returns the bodies, and "-" for a deleted one.
inline Words bodies(const std::vector<Entry>& entries) {
    Words result;
    for (const Entry& entry : entries) result.push_back(entry.erased ? "-" : entry.body);
    return result;
}

}  // namespace indaba::broker
