/// Fuzzes a client's model with a dishonest broker: any message in any order, mixed with the user's
/// intents and losses of the connection. At the end comes an honest broker (model_world.cpp).
#include <array>
#include <variant>

#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/model_world.hpp"

namespace {

using namespace indaba;
using namespace indaba::fuzz;
using client::Effects;
using client::Interest;
using client::Model;
using test::BrokerConversation;

/// The model's own account is number 1.
Account account(FuzzedDataProvider& data) { return any<Account>(data, 4); }
const Account me = nth<Account>(1);

std::uint64_t number(FuzzedDataProvider& data) {
    constexpr std::array<std::uint64_t, 5> far{~0ULL, ~0ULL - 1, 1ULL << 63, 5'000, 257};
    const auto small = data.ConsumeIntegralInRange<std::uint64_t>(0, 15);
    return small < 11 ? small : far[small - 11];
}

/// Returns a body of any kind about an entry of the conversation, or one that is not there.
ReferringBody reference(FuzzedDataProvider& data) {
    const std::uint64_t named = number(data);
    switch (data.ConsumeIntegralInRange(0, 3)) {
        case 0:
            return ReplyBody{named, words(data, 4)};
        case 1:
            return EditBody{named, words(data, 4)};
        case 2:
            return EraseBody{named};
        default:
            return ReactionBody{named, words(data, 2), data.ConsumeBool()};
    }
}

/// Adds an entry of each kind that names another one.
void say_every_kind(BrokerConversation& talk) {
    talk.refer(nth<Account>(1), ReplyBody{2, "reply"});
    talk.refer(nth<Account>(3), EditBody{2, "edit"});
    talk.refer(nth<Account>(1), ReactionBody{2, "+", false});
    talk.refer(nth<Account>(2), EraseBody{3});
}

const Account broker = nth<Account>(7);
const ConversationId room = nth<ConversationId>(5);

RoomEvent room_event(std::string what, const Account& by) {
    RoomEvent event;
    event.what = std::move(what);
    event.by = by;
    event.account = nth<Account>(3);
    event.from = nth<Account>(2);
    event.title = event.topic = what;
    return event;
}

/// Adds an entry of each change of a room. The model's account becomes a member first.
void change_everything(BrokerConversation& talk) {
    talk.add(broker, kind_room, encode(room_event("created", me)));
    for (const char* what : {"joined", "added", "owner", "title", "topic", "rebound", "archived",
                             "reopened", "member", "removed", "left", "burned"})
        talk.add(broker, kind_room, encode(room_event(what, nth<Account>(2))));
}

enum class Where { lobby, whisper, room };
Where where(FuzzedDataProvider& data) {
    constexpr std::array<Where, 5> all{Where::lobby, Where::lobby, Where::lobby, Where::whisper,
                                       Where::room};
    return data.PickValueInArray(all);
}

/// Three versions of one conversation that agree up to some entry: two of the brokers lie.
const BrokerConversation& talk(FuzzedDataProvider& data, Where which) {
    static const auto make = [](Conversation where) {
        std::vector<BrokerConversation> talks(3, BrokerConversation(std::move(where)));
        if (talks[0].id() == room)
            for (BrokerConversation& each : talks) change_everything(each);
        for (unsigned i = 0; i < talks.size(); ++i)
            for (std::uint8_t n = 1; n <= 9; ++n)
                talks[i].say(nth<Account>(1 + n % 3), n > 3 + i ? "a" : "b", nth<MessageId>(n));
        for (BrokerConversation& each : talks) say_every_kind(each);
        return talks;
    };
    static const std::vector<BrokerConversation> lobbies = make(lobby_conversation());
    static const std::vector<BrokerConversation> whispers =
        make(whisper_between(me, nth<Account>(2)));
    static const std::vector<BrokerConversation> rooms = make({room, "cooks", {}});
    const auto& talks = which == Where::whisper ? whispers : which == Where::room ? rooms : lobbies;
    return talks[data.ConsumeIntegralInRange<std::size_t>(0, talks.size() - 1)];
}

Conversation conversation(FuzzedDataProvider& data) {
    switch (data.ConsumeIntegralInRange(0, 6)) {
        case 6:
            return {room, "cooks", {}};
        case 0:
            return whisper_between(account(data), account(data));
        case 1:
            return {any<ConversationId>(data), "#other", {}};
        case 2:
            return {any<ConversationId>(data), {}, {}};
        case 3:
            return whisper_between(me, nth<Account>(2));
        default:
            return lobby_conversation();
    }
}

std::string name(FuzzedDataProvider& data) {
    constexpr std::array<const char*, 4> names{"ann", "bob", "cid", ""};
    const int which = data.ConsumeIntegralInRange(0, 9);
    if (which == 0) return std::string(limit::name_bytes + 1, 'n');
    if (which == 1) return words(data);
    return data.PickValueInArray(names);
}

std::vector<Person> people(FuzzedDataProvider& data) {
    std::vector<Person> result;
    for (int n = data.ConsumeIntegralInRange(0, 3); n > 0; --n)
        result.push_back({account(data), name(data)});
    return result;
}

/// Deletes the body as a broker may, or makes another one.
void forge_body(FuzzedDataProvider& data, Entry& entry) {
    const int how = data.ConsumeIntegralInRange(0, 3);
    if (how == 0) entry.erased = data.ConsumeBool() ? hash_of_body(entry.body) : any<Hash>(data);
    if (how == 1) {
        const ReferringBody body = reference(data);
        entry.kind = std::visit([](const auto& any) { return any.kind; }, body);
        entry.body = encode(body);
    } else {
        entry.body = how == 0 ? std::string() : words(data, 4);
    }
}

/// Returns entries of the conversation, or invented ones.
std::vector<Entry> entries(FuzzedDataProvider& data, const BrokerConversation& talk) {
    const auto from = data.ConsumeIntegralInRange<std::uint64_t>(1, talk.last());
    const auto to = data.ConsumeIntegralInRange<std::uint64_t>(from - 1, talk.last());
    std::vector<Entry> result = talk.from_to(from, to);
    if (!result.empty() && data.ConsumeIntegralInRange(0, 5) == 0) {
        Entry& forged = result[data.ConsumeIntegralInRange<std::size_t>(0, result.size() - 1)];
        forge_body(data, forged);
        if (data.ConsumeBool()) forged.number = number(data);
        if (data.ConsumeBool()) forged.account = account(data);
    }
    return result;
}

RoomInfo room_info(FuzzedDataProvider& data) {
    RoomInfo info;
    info.id = data.ConsumeIntegralInRange(0, 7) == 0 ? conversation(data).id : room;
    info.title = name(data);
    info.topic = words(data, 4);
    info.archived = data.ConsumeBool();
    info.members = number(data);
    for (int n = data.ConsumeIntegralInRange(0, 2); n > 0; --n)
        info.owners.push_back(account(data));
    return info;
}

Head head(FuzzedDataProvider& data, Where which) {
    const BrokerConversation& true_one = talk(data, which);
    const auto at = data.ConsumeIntegralInRange<std::uint64_t>(0, true_one.last());
    Head head{true_one.conversation(), at, true_one.hash(at), 1, 0};
    if (which == Where::room) head.info = room_info(data);
    if (data.ConsumeIntegralInRange(0, 3) != 0) return head;
    head.conversation = conversation(data);
    head.number = number(data);
    head.hash = any<Hash>(data);
    head.first = number(data);
    head.read = number(data);
    return head;
}

Welcome welcome(FuzzedDataProvider& data) {
    Welcome welcome;
    welcome.journal = any<JournalId>(data, 2);
    if (data.ConsumeBool()) welcome.parents = {any<JournalId>(data, 2)};
    welcome.account = data.ConsumeIntegralInRange(0, 7) == 0 ? account(data) : me;
    if (data.ConsumeBool()) welcome.name = name(data);
    if (data.ConsumeIntegralInRange(0, 7) == 0) welcome.version = number(data);
    return welcome;
}

Refusal refusal(FuzzedDataProvider& data) {
    constexpr std::array<std::string_view, 10> codes{
        code::name_taken, code::busy,   code::not_joined, code::retry_order,   code::diverged,
        code::version,    code::banned, code::stopping,   code::one_at_a_time, "new_code"};
    Refusal refusal;
    refusal.code = data.PickValueInArray(codes);
    refusal.sentence = words(data, 4);
    switch (data.ConsumeIntegralInRange(0, 3)) {
        case 0:
            refusal.id = any<MessageId>(data, 9);
            break;
        case 1:
            refusal.request = number(data);
            break;
        default:
            break;
    }
    if (data.ConsumeBool()) refusal.retry_ms = number(data);
    return refusal;
}

Notice notice(FuzzedDataProvider& data) {
    constexpr std::array<const char*, 4> codes{"kicked", "stopping", "banned", "operator"};
    return {data.PickValueInArray(codes), words(data, 4)};
}

Page page(FuzzedDataProvider& data) {
    const BrokerConversation& from = talk(data, where(data));
    Page page;
    page.request = number(data);
    page.conversation =
        data.ConsumeIntegralInRange(0, 7) == 0 ? conversation(data) : from.conversation();
    page.entries = entries(data, from);
    const auto before = page.entries.empty() ? 0 : page.entries.front().number - 1;
    page.hash = before <= from.last() ? from.hash(before) : any<Hash>(data);
    page.names = people(data);
    page.more = data.ConsumeBool();
    return page;
}

Known known(FuzzedDataProvider& data) {
    Known known{number(data), {}, data.ConsumeBool()};
    for (const Person& person : people(data))
        known.accounts.push_back({person.account, person.name, data.ConsumeBool()});
    return known;
}

Heads heads(FuzzedDataProvider& data) {
    Heads heads{{}, people(data), data.ConsumeIntegralInRange(0, 3) == 0};
    for (int n = data.ConsumeIntegralInRange(0, 3); n > 0; --n)
        heads.heads.push_back(head(data, where(data)));
    return heads;
}

ToClient about_rooms(FuzzedDataProvider& data) {
    switch (data.ConsumeIntegralInRange(0, 3)) {
        case 0:
            return RoomDirectory{number(data), {room_info(data)}, data.ConsumeBool()};
        case 1:
            return MemberList{number(data), conversation(data).id, people(data),
                              data.ConsumeBool()};
        case 2:
            return RoomLeft{conversation(data).id};
        default:
            return RoomJoined{head(data, data.ConsumeBool() ? Where::room : where(data))};
    }
}

ToClient message(FuzzedDataProvider& data) {
    switch (data.ConsumeIntegralInRange(0, 15)) {
        case 14:
        case 15:
            return about_rooms(data);
        case 0:
            return welcome(data);
        case 1:
            return People{number(data), people(data), data.ConsumeIntegralInRange(0, 3) == 0};
        case 2:
            return heads(data);
        case 3:
            return Ready{};
        case 4:
        case 5: {
            const BrokerConversation& from = talk(data, where(data));
            const bool strange = data.ConsumeIntegralInRange(0, 7) == 0;
            return Entries{strange ? conversation(data) : from.conversation(), entries(data, from),
                           people(data)};
        }
        case 6:
        case 7:
            return page(data);
        case 8:
            return known(data);
        case 9:
            return Presence{number(data), people(data), {account(data)}, people(data)};
        case 10:
            return Pong{any<Digest>(data), number(data)};
        case 11:
            return refusal(data);
        case 12:
            return notice(data);
        default:
            return data.ConsumeBool() ? ToClient(Enrolled{}) : ToClient(Done{number(data)});
    }
}

ConversationId known_id(FuzzedDataProvider& data) { return conversation(data).id; }

Interest interest(FuzzedDataProvider& data) {
    Interest interest{static_cast<Interest::Kind>(data.ConsumeIntegralInRange(0, 2)), 0, {}};
    if (interest.kind == Interest::Kind::all_after) interest.after = number(data);
    if (data.ConsumeBool()) interest.hash = any<Hash>(data);
    return interest;
}

/// Returns a text as a user types it: any valid UTF-8.
std::string typed(FuzzedDataProvider& data) { return screen_text(words(data, 10)); }

/// Returns what an own copy may have, which is not always what the broker sends.
client::CopiedEntries copied(FuzzedDataProvider& data) {
    const BrokerConversation& from = talk(data, where(data));
    client::CopiedEntries copied{from.id(), number(data), number(data), {}, {}};
    copied.entries = entries(data, from);
    copied.others = entries(data, from);
    return copied;
}

/// Begins with the heads that an own copy may have. Its owner does so once, before it connects.
void begin_from_copy(ModelWorld& world, FuzzedDataProvider& data) {
    std::vector<Head> heads;
    for (const Where which : {where(data), where(data)}) {
        const BrokerConversation& from = talk(data, which);
        const auto at = data.ConsumeIntegralInRange<std::uint64_t>(0, from.last());
        const std::uint64_t first = std::max<std::uint64_t>(number(data), 1);
        Head head{from.conversation(), at, from.hash(at), first, number(data)};
        if (which == Where::room) head.info = room_info(data);
        heads.push_back(std::move(head));
    }
    world.step([&](Model& model, client::Now, Effects& effects) {
        model.begin_with(heads, {{me, "ann"}, {nth<Account>(2), name(data)}}, effects);
        if (data.ConsumeBool()) model.show_copied(copied(data), effects);
    });
}

/// Carries out one intent about rooms.
void act_on_rooms(Model& model, client::Now now, Effects& effects, FuzzedDataProvider& data) {
    constexpr std::array<const char*, 3> actions{"create", "join", "burn"};
    RoomRequest request;
    request.action = data.PickValueInArray(actions);
    if (request.action == "create")
        request.title = screen_text(name(data));
    else
        request.conversation = known_id(data);
    const int what = data.ConsumeIntegralInRange(0, 2);
    if (what == 0) model.list_rooms(now, effects);
    if (what == 1) model.list_members(known_id(data), now, effects);
    if (what == 2 && model.connection_state() == client::ConnectionState::ready)
        model.change_room(std::move(request), now, effects);
}

/// Carries out one intent of the user.
void act(Model& model, client::Now now, Effects& effects, FuzzedDataProvider& data) {
    switch (data.ConsumeIntegralInRange(0, 11)) {
        case 11:
            return model.show_copied(copied(data), effects);
        case 10:
            return act_on_rooms(model, now, effects, data);
        case 9:
            return model.add_own_name(typed(data));
        case 0: {
            client::OutboxRow row{any<MessageId>(data, 9), lobby, {}, "text", typed(data)};
            if (data.ConsumeBool()) client::set_body(row, reference(data));
            if (data.ConsumeBool()) row.to = account(data);
            for (const client::OutboxRow& other : model.outbox())
                if (other.id == row.id) return;  // ids are new
            return model.post(std::move(row), now, effects);
        }
        case 1:
            return model.set_interest(known_id(data), interest(data), now, effects);
        case 2:
            return model.fetch_for_copy(known_id(data), number(data), now, effects);
        case 3:
            return model.mark_read(known_id(data), number(data), now, effects);
        case 4:
            return model.ask_name(typed(data), now, effects);
        case 5:
            model.who(data.ConsumeBool() ? std::optional(typed(data)) : std::nullopt, now, effects);
            return;
        case 6:
            if (model.connection_state() == client::ConnectionState::ready)
                model.order("kick", account(data), {}, now, effects);
            return;
        case 7:
            return model.discard_up_to(known_id(data), number(data));
        default:
            if (data.ConsumeIntegralInRange(0, 5) == 0) model.leave(now, effects);
    }
}

void time_passes(ModelWorld& world, FuzzedDataProvider& data) {
    world.pass(ModelWorld::ms{data.PickValueInArray({0, 100, 2'000, 10'000, 25'000, 120'000})});
}

/// The state that an honest broker leads to. Lies from there on reach deeper.
void sign_on(ModelWorld& world, FuzzedDataProvider& data) {
    const BrokerConversation& lobby = talk(data, Where::lobby);
    const auto at = data.ConsumeIntegralInRange<std::uint64_t>(0, lobby.last());
    Welcome welcome;
    welcome.journal = nth<JournalId>(1);
    welcome.account = me;
    welcome.name = "ann";
    const std::array<ToClient, 4> series{
        welcome, People{1, {{me, "ann"}}, false},
        Heads{{Head{lobby.conversation(), at, lobby.hash(at), 1, 0}}, {}, false}, Ready{}};
    for (const ToClient& message : series)
        world.step([&](Model& model, client::Now now, Effects& effects) {
            model.on_message(message, now, effects);
        });
}

void step(ModelWorld& world, FuzzedDataProvider& data) {
    const int what = data.ConsumeIntegralInRange(0, 15);
    if (what == 0) return time_passes(world, data);
    if (what == 1) return sign_on(world, data);
    world.open();
    world.step([&](Model& model, client::Now now, Effects& effects) {
        if (what == 2)
            model.on_frame(words(data, 300), now, effects);
        else if (what == 3 && data.ConsumeBool())
            model.on_lost("gone", now, effects);
        else if (what < 8)
            act(model, now, effects, data);
        else
            model.on_message(message(data), now, effects);
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    FuzzedDataProvider data(bytes, size);
    Model::Options options;
    options.counts_unread = true;
    options.account = me;
    options.name = data.ConsumeBool() ? "ann" : "";
    options.quiet = data.ConsumeBool();
    if (data.ConsumeBool()) options.journal = any<JournalId>(data, 2);
    options.interest = interest(data);
    options.keeps_copy = data.ConsumeBool();
    ModelWorld world(std::move(options));
    if (data.ConsumeBool()) begin_from_copy(world, data);
    while (data.remaining_bytes() > 0) step(world, data);
    world.end_well(talk(data, Where::lobby));
    return 0;
}
