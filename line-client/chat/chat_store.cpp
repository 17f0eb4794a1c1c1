#include "line-client/chat/chat_store.hpp"

#include <utility>

#include "common/client/text/changed_key.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/terminal.hpp"

namespace indaba::line {

using client::OutboxRow;

void print_texts(const std::vector<OutboxRow>& rows) {
    for (const OutboxRow& row : rows) print_line(unsent_line(row));
}

std::string unsent_line(const OutboxRow& row) {
    return "    " + screen_text(client::authored_text(row).value_or(client::request_words(row)));
}

ChatStore::ChatStore(const OpenedHome& opened) : files_(opened.path) {
    const auto journal = opened.last_journal();
    if (!journal) return;
    files_.open_store(*journal);
    if (!files_.store()->warning().empty()) print_error(files_.store()->warning());
}

std::vector<OutboxRow> ChatStore::outbox() const {
    return is_open() ? files_.store()->outbox() : std::vector<OutboxRow>{};
}

bool ChatStore::follow(const client::Welcomed& welcomed) {
    const bool switched = files_.journal() != welcomed.journal;
    if (switched) {
        const auto previous = files_.open_store(welcomed.journal);
        client::Store& store = *files_.store();
        if (!store.warning().empty()) print_line(store.warning());
        if (previous && welcomed.related) store.import_from(*previous);
        if (previous) print_moved(welcomed);
    }
    try_disk([&] { files_.open_people(welcomed.journal); });
    return switched;
}

void ChatStore::print_moved(const client::Welcomed& welcomed) const {
    if (welcomed.related) {
        print_line(
            "The server has a new journal that continues the previous one. Unsent messages are "
            "sent "
            "there.");
        return;
    }
    print_line("This is another server than last time. Unsent messages are not sent to it.");
    if (!welcomed.unsent_rows.empty()) print_line("Unsent, kept in this home:");
    print_texts(welcomed.unsent_rows);
}

bool ChatStore::add_post(const OutboxRow& row, const ConversationId& conversation) {
    return try_disk([&] { files_.store()->add_post(row, conversation); });
}

void ChatStore::remove_post(const MessageId& id) {
    try_disk([&] { files_.store()->remove_post(id); });
}

void ChatStore::remove_traces() {
    try_disk([&] { files_.store()->remove_traces(); });
}

std::uint64_t ChatStore::read_position(const client::ConversationState& state) const {
    std::uint64_t read = state.read;
    try_disk([&] { read = files_.read_position(state); });
    return read;
}

void ChatStore::set_read(const ConversationId& conversation, std::uint64_t number) {
    try_disk([&] { files_.store()->set_read(conversation, number); });
}

std::vector<client::SeenEntry> ChatStore::take_seen() {
    std::vector<client::SeenEntry> seen;
    if (std::exchange(seen_of_, files_.journal()) == files_.journal()) return seen;
    try_disk([&] {
        seen = client::seen_entries(*files_.store());
        client::keep_seen_entries(*files_.store(), seen);
    });
    return seen;
}

void ChatStore::keep_heads(const client::Model& model) {
    try_disk([&] { client::keep_heads(*files_.store(), model, {}); });
}

std::vector<std::string> ChatStore::names_of(const Account& account) const {
    const client::KnownPeople* people = files_.people();
    return people ? people->names_of(account) : std::vector<std::string>{};
}

void ChatStore::check_names(const client::NamesLearned& learned) {
    client::KnownPeople* people = files_.people();
    if (!people) return;
    try_disk([&] {
        for (const Person& person : learned.people) {
            if (!people->check(person)) continue;
            print_line(screen_text(client::changed_key_sentence(person.name)));
            people->accept(person);
        }
        people->save();
    });
}

bool ChatStore::try_disk(const std::function<void()>& action) const {
    try {
        action();
        return true;
    } catch (const std::exception& error) {
        print_line(error.what());
        return false;
    }
}

}  // namespace indaba::line
