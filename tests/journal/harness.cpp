#include "tests/journal/harness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <type_traits>
#include <variant>

#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"

namespace indaba::broker {

// ---- waiting -------------------------------------------------------------------------------

Waiter::Waiter(Journal& journal) : journal_(journal) {
    journal_.on_wake([this] {
        // Notified under the lock: a waiter that has returned may destroy this object.
        const std::lock_guard lock(mutex_);
        wake_ = true;
        woken_.notify_one();
    });
}

void Waiter::wait_for_wake(std::chrono::seconds patience) {
    std::unique_lock lock(mutex_);
    if (!woken_.wait_for(lock, patience, [this] { return wake_; }))
        throw std::runtime_error(
            fmt::format("the journal did not answer within {} s", patience.count()));
    wake_ = false;
}

JournalEvent Waiter::next(std::chrono::seconds patience) {
    while (events_.empty()) {
        wait_for_wake(patience);
        for (JournalEvent& event : journal_.completed()) events_.push_back(std::move(event));
    }
    JournalEvent event = std::move(events_.front());
    events_.pop_front();
    return event;
}

Committed Waiter::commit(std::vector<Write> writes) {
    journal_.submit(std::move(writes));
    return next_of<Committed>();
}

PageRead Waiter::read(PageRequest request) {
    journal_.read(std::move(request));
    return next_of<PageRead>();
}

News Waiter::news() {
    journal_.ask_news();
    return next_of<News>();
}

// ---- the two journals ----------------------------------------------------------------------

Committed MemoryHarness::commit(std::vector<Write> writes) {
    journal_.submit(std::move(writes));
    journal_.finish_commit();
    return std::get<Committed>(journal_.completed().at(0));
}

PageRead MemoryHarness::read(PageRequest request) {
    journal_.read(std::move(request));
    journal_.finish_reads();
    return std::get<PageRead>(journal_.completed().at(0));
}

Committed MemoryHarness::commit_with_failing(std::size_t at, std::vector<Write> writes) {
    journal_.plan_fault({MemoryJournal::Fault::Kind::write_fails, at});
    return commit(std::move(writes));
}

void SqliteHarness::close() {
    journal_.reset();
    waiter_.reset();
}

void SqliteHarness::reopen() {
    close();
    journal_ = std::make_unique<SqliteJournal>(directory_.path());
    waiter_ = std::make_unique<Waiter>(*journal_);
}

sqlite::Connection SqliteHarness::other_connection() const {
    return sqlite::Connection(directory_.journal(), sqlite::Mode::write);
}

namespace {

/// Returns the event, the table and the WHEN clause of the row that the write stores last.
std::string last_row(const Write& write) {
    if (const Enrolment* enrolment = std::get_if<Enrolment>(&write))
        return fmt::format("INSERT ON standings WHEN NEW.account = x'{}'",
                           to_hex(enrolment->account));
    if (const RoomChange* change = std::get_if<RoomChange>(&write))
        return fmt::format("INSERT ON members WHEN NEW.conversation = x'{}'",
                           to_hex(change->announcement.conversation.id));
    const Rebind* rebind = std::get_if<Rebind>(&write);
    const Post& post = rebind ? rebind->announcement : std::get<Post>(write);
    return fmt::format("INSERT ON entries WHEN NEW.id = x'{}'", to_hex(post.id));
}

}  // namespace

Committed SqliteHarness::commit_with_failing(std::size_t at, std::vector<Write> writes) {
    sqlite::Connection other = other_connection();
    other.execute(
        fmt::format("CREATE TRIGGER refuse BEFORE {} "
                    "BEGIN SELECT RAISE(ABORT, 'refused'); END",
                    last_row(writes.at(at))));
    Committed committed = commit(std::move(writes));
    other.execute("DROP TRIGGER refuse");
    return committed;
}

// ---- short words ---------------------------------------------------------------------------

Account account(std::uint8_t which) {
    Account result;
    result.bytes.fill(which);
    return result;
}

MessageId message_id(std::uint64_t which) {
    MessageId result;
    for (std::size_t i = 0; i < 8; ++i)
        result.bytes[15 - i] = static_cast<std::uint8_t>(which >> (8 * i));
    return result;
}

Post post(std::uint64_t id, std::string body) {
    return {.session = 1,
            .conversation = lobby_conversation(),
            .author = account(1),
            .at = 1'000'000 + static_cast<WallMs>(id),
            .id = message_id(id),
            .kind = std::string(kind_text),
            .body = std::move(body)};
}

Post whisper(std::uint64_t id, const Account& from, const Account& to, std::string body) {
    Post result = post(id, std::move(body));
    result.author = from;
    result.conversation = whisper_between(from, to);
    return result;
}

Claim claim(const Account& account, std::string name) {
    return {.account = account,
            .display = name,
            .folded = name,
            .skeleton = name,
            .at = 5,
            .lobby_history = {}};
}

Rebind rebind(std::uint64_t id, const Account& from, const Account& to) {
    Post announcement = post(id, to_hex(from) + " is now " + to_hex(to));
    announcement.session = 0;
    announcement.author = account(255);
    announcement.kind = "_rebind";
    return {.from = from, .to = to, .lobby_history = {}, .announcement = std::move(announcement)};
}

Post referring(std::uint64_t id, const Account& author, ReferringBody body) {
    Post result = post(id, encode(body));
    result.author = author;
    result.kind = std::visit(
        [](const auto& any) { return std::string(std::decay_t<decltype(any)>::kind); }, body);
    result.reference = Reference{.body = std::move(body)};
    return result;
}

PageRequest page_after(std::uint64_t number, const ConversationId& conversation) {
    PageRequest request;
    request.conversation = conversation;
    request.after = number;
    request.last = 1'000'000'000;
    return request;
}

PageRequest page_before(std::uint64_t number) {
    PageRequest request = page_after(0);
    request.after.reset();
    request.before = number;
    return request;
}

std::vector<std::string> lines_of(const Snapshot& snapshot) {
    std::vector<std::string> lines{"journal " + to_hex(snapshot.journal)};
    for (const KnownAccount& known : snapshot.accounts)
        lines.push_back(fmt::format("account {} {} from {} rebound to {}", to_hex(known.account),
                                    known.name, known.lobby_first,
                                    known.rebound_to ? to_hex(*known.rebound_to) : "-"));
    for (const KnownName& name : snapshot.names)
        lines.push_back(fmt::format("name {} {} {} {}", name.folded, name.skeleton, name.display,
                                    to_hex(name.account)));
    for (const auto& [conversation, number, hash] : snapshot.conversations)
        lines.push_back(fmt::format("conversation {} {} {}{} {} {}", to_hex(conversation.id),
                                    conversation.room.value_or("-"),
                                    conversation.between ? to_hex(conversation.between->low) : "-",
                                    conversation.between ? to_hex(conversation.between->high) : "-",
                                    number, to_hex(hash)));
    for (const auto& [id, room] : snapshot.rooms) {
        lines.push_back(fmt::format("room {} {} '{}' private {} from joining {} archived {}",
                                    to_hex(id), room.title, room.topic, room.is_private,
                                    room.from_joining, room.archived));
        for (const auto& [member, place] : room.members)
            lines.push_back(fmt::format("member {} of {} from {} owner {}", to_hex(member),
                                        to_hex(id), place.first, place.owner));
    }
    for (const ReadMark& mark : snapshot.reads)
        lines.push_back(fmt::format("read {} {} {}", to_hex(mark.account),
                                    to_hex(mark.conversation), mark.number));
    for (const Standing& standing : snapshot.standings)
        lines.push_back(fmt::format("standing {} allowed {} banned {} op {} at {}",
                                    to_hex(standing.account), standing.allowed, standing.banned,
                                    standing.op, standing.at));
    for (const Invite& invite : snapshot.invites)
        lines.push_back(fmt::format("invite {} {} until {}", to_hex(invite.key), invite.uses_left,
                                    invite.expires_at));
    std::sort(lines.begin(), lines.end());
    return lines;
}

const KnownConversation* find(const Snapshot& snapshot, const ConversationId& conversation) {
    for (const KnownConversation& known : snapshot.conversations)
        if (known.conversation.id == conversation) return &known;
    return nullptr;
}

namespace {

std::string word(const Stored& stored) {
    return fmt::format("{} {}", stored.duplicate ? "again" : "stored", stored.number);
}
std::string word(const IdReused&) { return "reused"; }
std::string word(const NameTaken&) { return "taken"; }
std::string word(const BadReference& bad) { return std::string(bad.code); }
std::string word(const RoomRefused& refused) { return std::string(refused.code); }
std::string word(const NotStored&) { return "not stored"; }
std::string word(const Skipped&) { return "skipped"; }
std::string word(const Unknown&) { return "unknown"; }

}  // namespace

std::vector<std::string> words(const Committed& committed) {
    std::vector<std::string> result;
    for (const Outcome& outcome : committed.outcomes)
        result.push_back(std::visit([](const auto& o) { return word(o); }, outcome));
    return result;
}

std::vector<std::uint64_t> numbers(const PageRead& page) {
    std::vector<std::uint64_t> result;
    for (const Entry& entry : page.entries) result.push_back(entry.number);
    return result;
}

std::optional<Hash> follow(const PageRead& page, const ConversationId& conversation) {
    Hash hash = page.before;
    std::uint64_t number = page.entries.empty() ? 0 : page.entries.front().number;
    for (const Entry& entry : page.entries) {
        if (entry.number != number++) return std::nullopt;
        hash = chain(hash, conversation, entry);
    }
    return hash;
}

}  // namespace indaba::broker
