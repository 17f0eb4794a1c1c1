/// Fills the journal of a stopped broker for rooms.sh: ACCOUNTS accounts, ROOMS open rooms with
/// five members each, and `crowd`, whose members all accounts are.
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "common/wire/codec.hpp"
#include "tests/bench/stored_writes.hpp"

using namespace indaba;
using namespace indaba::broker;

namespace {

constexpr std::uint64_t members_of_a_room = 5;

template <class Id>
Id numbered(std::uint64_t kind, std::uint64_t number) {
    Id id;
    std::memcpy(id.bytes.data(), &kind, sizeof kind);
    std::memcpy(id.bytes.data() + sizeof kind, &number, sizeof number);
    return id;
}
Account account(std::uint64_t number) { return numbered<Account>(1, number); }

/// Makes the changes of the broker's console.
class Console {
 public:
    Write create(const ConversationId& room, std::string title) {
        RoomEvent event;
        event.what = "created";
        event.title = std::move(title);
        return change(room, std::move(event));
    }
    Write add(const ConversationId& room, const Account& member) {
        RoomEvent event;
        event.what = "added";
        event.account = member;
        return change(room, std::move(event));
    }

 private:
    Write change(const ConversationId& room, RoomEvent event) {
        RoomChange change;
        change.announcement.conversation.id = room;
        change.announcement.conversation.room = event.title.value_or("");
        change.announcement.id = numbered<MessageId>(2, ++last_);
        change.announcement.kind = kind_room;
        change.announcement.body = encode(event);
        change.limits = {1'000'000, 1'000'000, 1'000'000};
        change.folded = change.skeleton = event.title.value_or("");
        change.event = std::move(event);
        return change;
    }
    std::uint64_t last_ = 0;
};

std::vector<Write> content(std::uint64_t accounts, std::uint64_t rooms) {
    std::vector<Write> writes;
    for (std::uint64_t i = 0; i < accounts; ++i) {
        const std::string name = fmt::format("person{}", i);
        writes.emplace_back(Claim{account(i), name, name, name, 0, {}});
    }
    if (rooms == 0) return writes;
    Console console;
    for (std::uint64_t i = 1; i < rooms; ++i) {
        const auto room = numbered<ConversationId>(3, i);
        writes.push_back(console.create(room, fmt::format("room{}", i)));
        for (std::uint64_t k = 0; k < members_of_a_room; ++k)
            writes.push_back(console.add(room, account((i * members_of_a_room + k) % accounts)));
    }
    const auto crowd = numbered<ConversationId>(3, 0);
    writes.push_back(console.create(crowd, "crowd"));
    for (std::uint64_t i = 0; i < accounts; ++i) writes.push_back(console.add(crowd, account(i)));
    return writes;
}

std::uint64_t count(std::string_view text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        fmt::print(stderr, "usage: fill_rooms DATA ACCOUNTS ROOMS\n");
        return 2;
    }
    std::vector<Write> writes = content(count(argv[2]), count(argv[3]));
    const std::size_t stored = writes.size();
    const auto before = std::chrono::steady_clock::now();
    SqliteJournal journal(argv[1]);
    journal.on_wake([] {});
    if (!bench::store(journal, std::move(writes))) {
        fmt::print(stderr, "The journal refused a change.\n");
        return 1;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
    fmt::print("{} changes stored in {:.1f} s\n", stored, took.count());
    return 0;
}
