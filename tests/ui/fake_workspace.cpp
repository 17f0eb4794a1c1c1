#include "tests/ui/fake_workspace.hpp"

#include <algorithm>
#include <utility>

#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "imgui-client/view_state/lists.hpp"

namespace indaba::test {

using namespace indaba::client;

namespace {

/// Returns an account made from the name, so that colours differ between people and not between
/// runs.
Account account_named(const std::string& name) {
    Account account;
    for (std::size_t i = 0; i < account.bytes.size(); ++i)
        account.bytes[i] = static_cast<std::uint8_t>(
            (name.empty() ? 0u : static_cast<unsigned char>(name[i % name.size()])) * (i + 7) +
            name.size());
    return account;
}

Model::Options options_of(const std::string& name) {
    Model::Options options;
    options.account = account_named(name);
    options.name = name;
    options.interest.kind = Interest::Kind::newest;
    options.counts_unread = true;
    return options;
}

}  // namespace

FakeWorkspace::FakeWorkspace(std::string my_name)
    : my_name_(std::move(my_name)), model_(options_of(my_name_)), now_{{}, begin} {
    talks_[lobby].conversation = lobby_conversation();
    view_state_.connection.server = "127.0.0.1:5000";
    open_lobby();
    join();
}

Account FakeWorkspace::account(const std::string& name) {
    return accounts_.try_emplace(name, account_named(name)).first->second;
}

// ---- events

void FakeWorkspace::receive(const ToClient& message) {
    Effects effects;
    model_.on_message(message, now_, effects);
    for (const Effect& effect : effects) apply(effect);
}

void FakeWorkspace::apply(const Effect& effect) {
    if (const auto* news = std::get_if<NewEntries>(&effect)) apply(*news);
    if (const auto* diverged = std::get_if<Diverged>(&effect)) apply(*diverged);
    if (const auto* changed = std::get_if<MessagesChanged>(&effect))
        for (const std::uint64_t number : changed->numbers)
            timelines_[changed->conversation].message_changed(number);
    if (const auto* shown = std::get_if<CopiedShown>(&effect))
        for (const std::uint64_t number : shown->changed)
            timelines_[shown->conversation].message_changed(number);
    if (const auto* sent = std::get_if<Transmit>(&effect))
        if (const auto* asked = std::get_if<History>(&sent->message)) asked_ = *asked;
    if (const auto* came = std::get_if<PersonJoined>(&effect))
        timelines_[lobby].add_joined(came->person, now_.wall);
    if (const auto* went = std::get_if<PersonLeft>(&effect))
        timelines_[lobby].add_left(went->person, now_.wall);
    if (const auto* renamed = std::get_if<Renamed>(&effect))
        timelines_[lobby].add_renamed(renamed->account, renamed->before, renamed->now, now_.wall);
    if (const auto* refused = std::get_if<PostRefused>(&effect))
        timelines_[refused->row.to ? whisper_id(me(), *refused->row.to) : lobby].add_refused(
            {refused->row, refused->sentence});
}

void FakeWorkspace::apply(const NewEntries& news) {
    const ConversationState& state = *model_.find(news.conversation);
    timelines_[news.conversation].update_from(state);
    for (const std::uint64_t number : news.numbers)
        if (state.room) timelines_[news.conversation].room_changed(state, number);
    const bool is_whisper = state.conversation.between.has_value();
    if (!is_whisper || news.conversation == view_state_.open) return;
    for (const std::uint64_t number : news.numbers)
        timelines_[lobby].add_whisper(news.conversation, number);
}

void FakeWorkspace::apply(const Diverged& diverged) {
    const ConversationState* state = model_.find(diverged.conversation);
    timelines_[diverged.conversation].restart(state->number);
    timelines_[diverged.conversation].update_from(*state);
    timelines_[lobby].drop_whispers(diverged.conversation);
}

void FakeWorkspace::set_back(const ConversationId& conversation, std::uint64_t number,
                             std::uint64_t read) {
    copies_.insert_or_assign(conversation, model_.find(conversation)->held);
    talks_[conversation].number = number;
    talks_[conversation].read = read;
    lose_connection("The server has ended.", 1, 1);
    join();
    while (asked_) answer_history();
}

/// Sends the page that the model has asked for, from the server's copy.
void FakeWorkspace::answer_history() {
    const History asked = *std::exchange(asked_, std::nullopt);
    const auto copy = copies_.find(asked.conversation);
    if (copy == copies_.end()) return;
    const std::uint64_t beyond = asked.before.value_or(talks_[asked.conversation].number + 1);
    const std::uint64_t first = beyond > 256 ? beyond - 256 : 1;
    Page page;
    page.request = asked.request;
    page.conversation = talks_[asked.conversation].conversation;
    page.hash = *copy->second.hash_at(first - 1);
    for (std::uint64_t number = first; number < beyond; ++number)
        page.entries.push_back(*copy->second.find(number));
    receive(page);
}

void FakeWorkspace::join() {
    Effects effects;
    model_.on_open(now_, effects);
    Welcome welcome;
    welcome.journal.bytes.fill(1);
    welcome.account = me();
    welcome.name = my_name_;
    receive(welcome);
    std::vector<Person> people{{me(), my_name_}};
    for (const auto& [account, name] : model_.people())
        if (account != me()) people.push_back({account, name});
    receive(People{++presence_, people, false});
    Heads heads;
    for (const auto& [id, talk] : talks_) {
        Head head;
        head.conversation = talk.conversation;
        head.info = talk.info;
        if (const ConversationState* known = model_.find(id)) {
            head.number = known->number;
            head.hash = known->hash;
            head.read = known->read;
            if (talk.read) {
                head.number = talk.number;
                head.hash = known->held.hash_at(talk.number).value();
                head.read = *talk.read;
            }
        }
        heads.heads.push_back(head);
    }
    receive(heads);
    receive(Ready{});
    view_state_.connection.state = ui::ConnectionStatus::State::ready;
}

void FakeWorkspace::advance_time(WallMs milliseconds) {
    now_.wall += milliseconds;
    now_.steady += std::chrono::milliseconds(milliseconds);
}

void FakeWorkspace::person_joins(const std::string& name) {
    Presence presence;
    presence.version = ++presence_;
    presence.joined = {{account(name), name}};
    receive(presence);
}
void FakeWorkspace::person_leaves(const std::string& name) {
    Presence presence;
    presence.version = ++presence_;
    presence.left = {account(name)};
    receive(presence);
}
void FakeWorkspace::person_renames(const std::string& before, const std::string& now) {
    accounts_[now] = account(before);
    Presence presence;
    presence.version = ++presence_;
    presence.named = {{account(before), now}};
    receive(presence);
}

FakeWorkspace::Talk& FakeWorkspace::lobby_talk() { return talks_[lobby]; }

FakeWorkspace::Talk& FakeWorkspace::whisper_talk(const Account& other) {
    Talk& talk = talks_[whisper_id(me(), other)];
    if (!talk.conversation.between) {
        talk.conversation.id = whisper_id(me(), other);
        talk.conversation.between = Between{std::min(me(), other), std::max(me(), other)};
    }
    return talk;
}

Entry FakeWorkspace::entry(const Talk& talk, const Account& author, std::string text) const {
    Entry entry;
    entry.number = talk.number + 1;
    entry.account = author;
    entry.at = now_.wall;
    entry.kind = kind_text;
    entry.body = std::move(text);
    return entry;
}

void FakeWorkspace::append(Talk& talk, std::vector<Entry> entries) {
    talk.number = entries.back().number;
    Entries message;
    message.conversation = talk.conversation;
    message.entries = std::move(entries);
    for (const auto& [name, account] : accounts_) message.names.push_back({account, name});
    receive(message);
}
void FakeWorkspace::append(Talk& talk, Entry entry) {
    append(talk, std::vector<Entry>{std::move(entry)});
}

void FakeWorkspace::says(const std::string& name, const std::string& text) {
    append(lobby_talk(), entry(lobby_talk(), account(name), text));
}

void FakeWorkspace::say_many(std::uint64_t count, const std::string& text) {
    const std::vector<Account> authors{account("grace"), account("linus"), account("margaret")};
    Talk& talk = lobby_talk();
    const std::uint64_t end = talk.number + count;
    while (talk.number < end) {
        std::vector<Entry> entries;
        for (std::uint64_t n = talk.number + 1; n <= end && entries.size() < 256; ++n) {
            entries.push_back(entry(talk, authors[n / 3 % authors.size()],
                                    text + " (" + std::to_string(n) + ")"));
            entries.back().number = n;
            entries.back().at = begin + static_cast<WallMs>(n) * 1000;
        }
        append(talk, std::move(entries));
    }
}

void FakeWorkspace::whispers(const std::string& from, const std::string& to,
                             const std::string& text) {
    Talk& talk = whisper_talk(account(from == my_name_ ? to : from));
    append(talk, entry(talk, account(from), text));
}

void FakeWorkspace::posts_unknown_kind(const std::string& name, const std::string& kind) {
    Entry strange = entry(lobby_talk(), account(name), "\x01\x02");
    strange.kind = kind;
    append(lobby_talk(), std::move(strange));
}

void FakeWorkspace::refers(const std::string& name, const ReferringBody& body) {
    Entry referring = entry(lobby_talk(), account(name), encode(body));
    referring.kind = std::visit([](const auto& any) { return any.kind; }, body);
    append(lobby_talk(), std::move(referring));
}

// ---- own posts

MessageId FakeWorkspace::posts_without_receipt(const std::string& text, const std::string& to) {
    OutboxRow row;
    row.id.bytes.fill(next_id_++);
    row.kind = kind_text;
    row.body = text;
    if (to.empty())
        row.room = lobby;
    else
        row.to = account(to);
    waiting_.push_back({row.id, text, to});
    Effects effects;
    model_.post(row, now_, effects);
    timelines_[row.to ? whisper_id(me(), *row.to) : lobby].post_sent();
    return row.id;
}

void FakeWorkspace::receipt(const MessageId& id) {
    const auto found = std::ranges::find(waiting_, id, &Waiting::id);
    Talk& talk = found->to.empty() ? lobby_talk() : whisper_talk(account(found->to));
    Entry own = entry(talk, me(), found->text);
    own.id = id;
    append(talk, std::move(own));
    waiting_.erase(found);
}

void FakeWorkspace::refuse(const MessageId& id, const std::string& sentence) {
    Refusal refusal;
    refusal.code = code::bad_text;
    refusal.sentence = sentence;
    refusal.id = id;
    receive(refusal);
}

void FakeWorkspace::note(const std::string& sentence, bool warning) {
    timelines_[view_state_.open].add_note(sentence, warning, now_.wall);
}

void FakeWorkspace::pin(const std::string& sentence, bool lasts) {
    view_state_.warnings.push_back({view_state_.warnings.size() + 1, sentence, !lasts});
}

void FakeWorkspace::forgets_up_to(std::uint64_t number) {
    own_copy_ = model_.find(lobby)->held;
    model_.discard_up_to(lobby, number);
}

void FakeWorkspace::shows_copied(std::uint64_t first, std::uint64_t last) {
    CopiedEntries copied{lobby, first, last, {}, {}};
    for (std::uint64_t number = first; number <= last; ++number)
        copied.entries.push_back(*own_copy_->find(number));
    Effects effects;
    model_.show_copied(copied, effects);
    for (const Effect& effect : effects) apply(effect);
    ++view_state_.copied_version;
}

// ---- the open conversation

void FakeWorkspace::open_lobby() {
    view_state_.open = lobby;
    view_state_.whisper_to.reset();
    view_state_.whisper_to_name.clear();
}

void FakeWorkspace::open_room(const ConversationId& room) {
    open_lobby();
    view_state_.open = room;
}

void FakeWorkspace::open_whisper(const std::string& name) {
    view_state_.open = whisper_talk(account(name)).conversation.id;
    view_state_.whisper_to = account(name);
    view_state_.whisper_to_name = name;
}

void FakeWorkspace::read_to_here() {
    const std::uint64_t number = talks_[view_state_.open].number;
    Effects effects;
    model_.mark_read(view_state_.open, number, now_, effects);
}

void FakeWorkspace::draft(const std::string& text) {
    view_state_.draft = text;
    ++view_state_.draft_version;
}

// ---- the connection

void FakeWorkspace::lose_connection(const std::string& why, int attempt,
                                    std::optional<int> next_in_s) {
    if (model_.connection_state() != ConnectionState::offline) {
        Effects effects;
        model_.on_lost(why, now_, effects);
    }
    view_state_.connection.state = ui::ConnectionStatus::State::lost;
    view_state_.connection.why = why;
    view_state_.connection.attempt = attempt;
    view_state_.connection.next_in_s = next_in_s;
}

void FakeWorkspace::reconnect() { join(); }

void FakeWorkspace::begins_from_copy(WallMs of) {
    lose_connection("No server is listening there.", 1, 8);
    view_state_.connection.copy_of = of;
}

void FakeWorkspace::show_connect_dialog(const std::string& server, const std::string& name) {
    view_state_.connection.state = ui::ConnectionStatus::State::none;
    view_state_.connect.open = true;
    view_state_.connect.server = server;
    view_state_.connect.name = name;
    ++view_state_.connect.version;
}

void FakeWorkspace::show_rooms(std::vector<ui::RoomSummary> rooms) {
    list_rooms(std::move(rooms));
    ++view_state_.all_rooms.shown_version;
}

void FakeWorkspace::list_rooms(std::vector<ui::RoomSummary> rooms) {
    view_state_.all_rooms.rooms = std::move(rooms);
    ++view_state_.all_rooms.version;
}

// ---- the view state

const ui::ViewState& FakeWorkspace::view_state() {
    list_people();
    list_whispers();
    view_state_.model = &model_;
    view_state_.now = now_;
    view_state_.my_name = my_name_;
    view_state_.timeline = &timelines_[view_state_.open];
    view_state_.whisper_to_online =
        view_state_.whisper_to && model_.people().count(*view_state_.whisper_to) > 0;
    view_state_.unread = model_.find(lobby) ? model_.find(lobby)->unread().count : 0;
    view_state_.online = &online_;
    view_state_.offline = &offline_;
    view_state_.whispers = &whispers_;
    rooms_ = ui::room_list(model_, muted_, view_state_.open);
    view_state_.rooms = &rooms_;
    const ConversationState* open = model_.find(view_state_.open);
    view_state_.room = open && open->room ? &*open->room : nullptr;
    view_state_.room_muted = muted_.contains(view_state_.open);
    members_ = view_state_.room ? ui::member_lists(model_, *view_state_.room) : ui::MemberLists{};
    view_state_.members = view_state_.room ? &members_ : nullptr;
    return view_state_;
}

void FakeWorkspace::list_people() {
    online_.clear();
    for (const auto& [account, name] : model_.people()) online_.push_back({account, name});
    std::ranges::sort(online_, {}, [this](const Person& person) {
        return std::pair{person.account != me(), person.name};
    });
}

void FakeWorkspace::list_whispers() {
    whispers_.clear();
    offline_.clear();
    for (const auto& [id, talk] : talks_) {
        if (!talk.conversation.between) continue;
        const Account& with = talk.conversation.between->other(me());
        const ConversationState* state = model_.find(id);
        const bool is_here = model_.people().count(with) > 0;
        std::string name = model_.name_of(with);
        for (const auto& [known, account] : accounts_)
            if (name.empty() && account == with) name = known;
        whispers_.push_back({id, with, name, is_here, state ? state->unread().count : 0});
        if (!is_here) offline_.push_back({with, name});
    }
    std::ranges::sort(whispers_, {}, &ui::WhisperSummary::name);
    std::ranges::sort(offline_, {}, &Person::name);
}

}  // namespace indaba::test
