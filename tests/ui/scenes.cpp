#include "tests/ui/scenes.hpp"

#include <algorithm>
#include <utility>

#include "common/wire/chain.hpp"
#include "imgui-client/unicode/shown_text.hpp"

namespace indaba::test {

using namespace indaba::client;

namespace {

/// So that colours differ from person to person and stay the same from run to run.
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
    return options;
}

}  // namespace

Stage::Stage(std::string my_name)
    : my_name_(std::move(my_name)), model_(options_of(my_name_)), now_{{}, begin} {
    talks_[lobby].conversation = lobby_conversation();
    scene_.link.server = "127.0.0.1:5000";
    open_lobby();
    join();
}

Account Stage::account(const std::string& name) {
    return accounts_.try_emplace(name, account_named(name)).first->second;
}

// ---- what happens

void Stage::hear(const ToClient& message) {
    Effects effects;
    model_.on_message(message, now_, effects);
    for (const Effect& effect : effects) take(effect);
}

void Stage::take(const Effect& effect) {
    if (const auto* news = std::get_if<NewEntries>(&effect)) take(*news);
    if (const auto* came = std::get_if<Came>(&effect))
        streams_[lobby].came(ui::shown_word(came->person.name), now_.wall);
    if (const auto* went = std::get_if<Went>(&effect))
        streams_[lobby].went(ui::shown_word(went->person.name), now_.wall);
    if (const auto* renamed = std::get_if<Renamed>(&effect))
        streams_[lobby].renamed(ui::shown_word(renamed->before), ui::shown_word(renamed->now),
                                now_.wall);
    if (const auto* refused = std::get_if<PostRefused>(&effect))
        streams_[refused->row.to ? whisper_id(me(), *refused->row.to) : lobby].add_refused(
            {refused->row, refused->sentence});
}

void Stage::take(const NewEntries& news) {
    streams_[news.conversation].take(*model_.find(news.conversation));
    if (news.conversation == lobby || news.conversation == scene_.open) return;
    for (const std::uint64_t number : news.numbers)
        streams_[lobby].add_whisper(news.conversation, number);
}

void Stage::join() {
    Effects effects;
    model_.on_open(now_, effects);
    Welcome welcome;
    welcome.journal.bytes.fill(1);
    welcome.account = me();
    welcome.name = my_name_;
    hear(welcome);
    std::vector<Person> people{{me(), my_name_}};
    for (const auto& [account, name] : model_.people())
        if (account != me()) people.push_back({account, name});
    hear(People{++presence_, people, false});
    Heads heads;
    for (const auto& [id, talk] : talks_) {
        Head head;
        head.conversation = talk.conversation;
        if (const ConversationState* known = model_.find(id)) {
            head.number = known->number;
            head.hash = known->hash;
            head.read = known->read;
        }
        heads.heads.push_back(head);
    }
    hear(heads);
    hear(Ready{});
    scene_.link.state = ui::LinkView::State::ready;
}

void Stage::passes(WallMs milliseconds) {
    now_.wall += milliseconds;
    now_.steady += std::chrono::milliseconds(milliseconds);
}

void Stage::comes(const std::string& name) {
    Presence presence;
    presence.version = ++presence_;
    presence.joined = {{account(name), name}};
    hear(presence);
}
void Stage::goes(const std::string& name) {
    Presence presence;
    presence.version = ++presence_;
    presence.left = {account(name)};
    hear(presence);
}
void Stage::renames(const std::string& before, const std::string& now) {
    accounts_[now] = account(before);
    Presence presence;
    presence.version = ++presence_;
    presence.named = {{account(before), now}};
    hear(presence);
}

Stage::Talk& Stage::lobby_talk() { return talks_[lobby]; }

Stage::Talk& Stage::whisper_talk(const Account& other) {
    Talk& talk = talks_[whisper_id(me(), other)];
    if (!talk.conversation.between) {
        talk.conversation.id = whisper_id(me(), other);
        talk.conversation.between = Between{std::min(me(), other), std::max(me(), other)};
    }
    return talk;
}

Entry Stage::entry(const Talk& talk, const Account& author, std::string text) const {
    Entry entry;
    entry.number = talk.number + 1;
    entry.account = author;
    entry.at = now_.wall;
    entry.kind = kind_text;
    entry.body = std::move(text);
    return entry;
}

void Stage::append(Talk& talk, std::vector<Entry> entries) {
    talk.number = entries.back().number;
    Entries message;
    message.conversation = talk.conversation;
    message.entries = std::move(entries);
    for (const auto& [name, account] : accounts_) message.names.push_back({account, name});
    hear(message);
}
void Stage::append(Talk& talk, Entry entry) { append(talk, std::vector<Entry>{std::move(entry)}); }

void Stage::says(const std::string& name, const std::string& text) {
    append(lobby_talk(), entry(lobby_talk(), account(name), text));
}

void Stage::say_many(std::uint64_t count, const std::string& text) {
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

void Stage::whispers(const std::string& from, const std::string& to, const std::string& text) {
    Talk& talk = whisper_talk(account(from == my_name_ ? to : from));
    append(talk, entry(talk, account(from), text));
}

void Stage::does(const std::string& name, const std::string& kind) {
    Entry strange = entry(lobby_talk(), account(name), "\x01\x02");
    strange.kind = kind;
    append(lobby_talk(), std::move(strange));
}

// ---- own posts

MessageId Stage::waits(const std::string& text, const std::string& to) {
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
    return row.id;
}

void Stage::receipt(const MessageId& id) {
    const auto found = std::ranges::find(waiting_, id, &Waiting::id);
    Talk& talk = found->to.empty() ? lobby_talk() : whisper_talk(account(found->to));
    Entry own = entry(talk, me(), found->text);
    own.id = id;
    append(talk, std::move(own));
    waiting_.erase(found);
}

void Stage::refuse(const MessageId& id, const std::string& sentence) {
    Refusal refusal;
    refusal.code = code::bad_text;
    refusal.sentence = sentence;
    refusal.id = id;
    hear(refusal);
}

void Stage::note(const std::string& sentence, bool warning) {
    streams_[scene_.open].add_note(sentence, warning, now_.wall);
}

// ---- what is open and read

void Stage::open_lobby() {
    scene_.open = lobby;
    scene_.to.reset();
    scene_.to_name.clear();
}

void Stage::open_whisper(const std::string& name) {
    scene_.open = whisper_talk(account(name)).conversation.id;
    scene_.to = account(name);
    scene_.to_name = name;
}

void Stage::read_to_here() {
    const std::uint64_t number = talks_[scene_.open].number;
    Effects effects;
    model_.mark_read(scene_.open, number, now_, effects);
    streams_[scene_.open].set_unread_line(number);
}

void Stage::draft(const std::string& text) {
    scene_.draft = text;
    ++scene_.draft_version;
}

// ---- the link

void Stage::lose(const std::string& why, int attempt, std::optional<int> next_in_s) {
    if (model_.link() != Link::offline) {
        Effects effects;
        model_.on_lost(why, now_, effects);
    }
    scene_.link.state = ui::LinkView::State::lost;
    scene_.link.why = why;
    scene_.link.attempt = attempt;
    scene_.link.next_in_s = next_in_s;
}

void Stage::come_back() { join(); }

void Stage::ask_where(const std::string& server, const std::string& name) {
    scene_.link.state = ui::LinkView::State::none;
    scene_.connect.open = true;
    scene_.connect.server = server;
    scene_.connect.name = name;
    ++scene_.connect.version;
}

// ---- the scene

const ui::Scene& Stage::scene() {
    list_people();
    list_whispers();
    scene_.model = &model_;
    scene_.now = now_;
    scene_.my_name = my_name_;
    scene_.stream = &streams_[scene_.open];
    scene_.to_here = scene_.to && model_.people().count(*scene_.to) > 0;
    scene_.unread = model_.find(lobby) ? model_.find(lobby)->unread() : 0;
    scene_.here = &here_;
    scene_.gone = &gone_;
    scene_.whispers = &whispers_;
    return scene_;
}

void Stage::list_people() {
    here_.clear();
    for (const auto& [account, name] : model_.people()) here_.push_back({account, name});
    std::ranges::sort(here_, {}, [this](const Person& person) {
        return std::pair{person.account != me(), person.name};
    });
}

void Stage::list_whispers() {
    whispers_.clear();
    gone_.clear();
    for (const auto& [id, talk] : talks_) {
        if (!talk.conversation.between) continue;
        const Account& with = talk.conversation.between->other(me());
        const ConversationState* state = model_.find(id);
        const bool is_here = model_.people().count(with) > 0;
        std::string name = model_.name_of(with);
        for (const auto& [known, account] : accounts_)
            if (name.empty() && account == with) name = known;
        whispers_.push_back({id, with, name, is_here, state ? state->unread() : 0});
        if (!is_here) gone_.push_back({with, name});
    }
    std::ranges::sort(whispers_, {}, &ui::WhisperView::name);
    std::ranges::sort(gone_, {}, &Person::name);
}

// ---- a scene of everything

void busy_morning(Stage& stage) {
    stage.passes(-Stage::day + 8 * 60 * Stage::minute);
    for (const char* name : {"grace", "linus", "margaret", "dennis"}) stage.comes(name);
    stage.goes("dennis");
    stage.says("linus", "Nice. Which high-water mark did you use in the end?");
    stage.passes(Stage::day - 8 * 60 * Stage::minute);
    stage.comes("barbara");
    stage.passes(2 * Stage::minute);
    stage.says("grace",
               "Good morning! 👋 Before we ship: the reconnect back-off should be capped, "
               "otherwise clients that slept over night wait for minutes until they try again. "
               "I would start at 250 ms, double it, add some jitter and stop growing at 10 s.");
    stage.says("grace",
               "And the user list must be sent again after the reconnect — it may have changed.");
    stage.passes(3 * Stage::minute);
    stage.says("ada", "Agreed, both are in the branch. The banner shows the time that is left.");
    stage.passes(4 * Stage::minute);
    stage.whispers("margaret", "ada",
                   "Can you look at my change before the meeting? I do not want to ask in front "
                   "of everyone.");
    stage.read_to_here();
    stage.passes(9 * Stage::minute);
    stage.says("linus", "Works for me 👍 — see https://example.org/chat/issues/42 for the trace.");
    stage.says("linus", "Грейс, ты посмотришь? Καλημέρα from Athens, by the way.");
    stage.passes(3 * Stage::minute);
    stage.goes("barbara");
    stage.passes(Stage::minute);
    stage.says("grace", "On it. 🚀");
    stage.whispers("ada", "dennis", "Are you coming to the meeting?");
}

}  // namespace indaba::test
