/// Resync (people, heads, ready), history, who, read positions. See core.hpp.
#include <algorithm>

#include "broker/core/core.hpp"
#include "broker/core/split_into_frames.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {

// ---- people, heads, ready -----------------------------------------------------------------------

void Core::on(Session& session, const Sync&, Now now, Effects& effects) {
    if (!session.joined)
        return refuse(session.id, {std::string(code::not_joined), "Join first."}, effects);
    if (!may_read(session, std::nullopt, now, effects)) return;
    const std::size_t before = effects.size();
    resync(session, effects);
    charge_sent(session, effects, before, now);
}

/// Sends people, heads and ready: after join, after sync, and to a slow consumer that reads again.
void Core::resync(Session& session, Effects& effects) {
    if (!session.is_writable()) return;
    if (!session.joined) {  // was slow before it joined
        if (session.said_hello() && !session.claiming) send_welcome(session, effects);
        return;
    }
    session.abandon_request();
    for (const SharedOutgoing& people : presence_.people())
        effects.push_back(Send{{session.id}, people});
    send_heads(session, effects);
    send(session, Ready{}, effects);
}

void Core::send_heads(const Session& session, Effects& effects) {
    const AccountRecord& account = *directory_.find(session.account);
    struct Named {
        Head head;
        std::vector<Person> names;
    };
    std::vector<Named> all;
    const auto add = [&](const ConversationRecord& record) {
        const auto read = account.reads.find(record.conversation.id);
        all.push_back(
            {{record.conversation, record.number, record.hash, first_readable(session, record),
              read == account.reads.end() ? 0 : read->second},
             names_for(record.conversation, {})});
    };
    for (const ConversationId& id : conversations_.rooms()) add(*conversations_.find(id));
    for (const ConversationId& id : account.whispers) add(*conversations_.find(id));

    const auto size = [](const Named& named) {
        std::size_t bytes = encoded_size(named.head);
        for (const Person& person : named.names) bytes += encoded_size(person);
        return bytes;
    };
    auto parts = split_into_frames(std::move(all), limit::list, size);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        Heads heads;
        heads.more = i + 1 < parts.size();
        std::map<Account, std::string> names;
        for (Named& named : parts[i]) {
            heads.heads.push_back(std::move(named.head));
            for (Person& person : named.names) names[person.account] = std::move(person.name);
        }
        for (auto& [who, name] : names) heads.names.push_back({who, std::move(name)});
        send(session, std::move(heads), effects);
    }
}

// ---- history -------------------------------------------------------------------------------

void Core::on(Session& session, const History& history, Now now, Effects& effects) {
    const auto no = [&](std::string_view code, std::string sentence) {
        refuse(
            session.id,
            {std::string(code), std::move(sentence), std::nullopt, history.request, std::nullopt},
            effects);
    };
    if (!session.joined) return no(code::not_joined, "Join first.");
    if (session.reading && session.reading->asked)
        return no(code::one_at_a_time, "Wait for the page asked for before.");
    if (history.after && history.before)
        return no(code::bad_message, "Ask for what is after a number or before one.");
    const ConversationRecord* record = find_readable(session, history.conversation);
    if (!record) return no(code::unknown_conversation, "There is no such conversation.");
    if (history.after && *history.after > record->number)
        return no(code::diverged, "This journal has not come so far.");
    if (!may_read(session, history.request, now, effects)) return;
    if (session.reading)
        session.reading->asked = history;
    else
        read_history(session, history, effects);
}

void Core::read_history(Session& session, const History& history, Effects& effects) {
    const ConversationRecord& record = *conversations_.find(history.conversation);
    PageRequest request;
    request.token = ++last_token_;
    request.conversation = history.conversation;
    request.after = history.after;
    if (!history.after) request.before = history.before.value_or(record.number + 1);
    request.first = first_readable(session, record);
    request.last = record.number;
    request.limit = std::min<std::uint64_t>(history.limit, limit::page_entries);
    session.reading = Session::HistoryRead{request.token, history, false};
    history_reads_[request.token] = session.id;
    effects.push_back(ReadPage{request});
}

void Core::on_history_read(Session& session, const History& asked, PageRead read, Now now,
                           Effects& effects) {
    const auto no = [&](std::string_view code, std::string sentence,
                        std::optional<std::uint64_t> retry_ms) {
        refuse(session.id,
               {std::string(code), std::move(sentence), std::nullopt, asked.request, retry_ms},
               effects);
    };
    if (read.failed) return no(code::busy, "The journal could not be read.", 1000);
    const ConversationRecord& record = *conversations_.find(asked.conversation);
    const bool comparable = asked.after && *asked.after + 1 >= first_readable(session, record);
    if (asked.hash && comparable && *asked.hash != read.before)
        return no(code::diverged, "This journal has another entry there.", std::nullopt);
    truncate_page(read, asked);
    std::vector<Person> names = names_for(record.conversation, read.entries);
    std::uint64_t bytes = 0;
    for (const Entry& entry : read.entries) bytes += encoded_size(entry);
    buckets_of(session, now).bytes.charge(account_limiter_.limits().bytes, bytes, now.steady);
    send(session,
         Page{asked.request, record.conversation, read.before, std::move(read.entries),
              std::move(names), read.more},
         effects);
}

/// A page and the names it mentions fit one frame; what does not is for the next request.
void Core::truncate_page(PageRead& page, const History& asked) const {
    const bool newest_first = !asked.after;
    if (newest_first) std::ranges::reverse(page.entries);
    std::vector<std::vector<Entry>> parts = split_with_names(std::move(page.entries));
    page.entries = parts.empty() ? std::vector<Entry>{} : std::move(parts.front());
    page.more = page.more || parts.size() > 1;
    if (!newest_first) return;
    std::ranges::reverse(page.entries);
    for (std::size_t i = parts.size(); i-- > 1;)
        for (auto entry = parts[i].rbegin(); entry != parts[i].rend(); ++entry)
            page.before = chain(page.before, asked.conversation, *entry);
}

const ConversationRecord* Core::find_readable(const Session& session,
                                              const ConversationId& id) const {
    const ConversationRecord* record = conversations_.find(id);
    if (!record) return nullptr;
    const auto& between = record->conversation.between;
    return !between || between->has(session.account) ? record : nullptr;
}

std::uint64_t Core::first_readable(const Session& session, const ConversationRecord& record) const {
    return record.conversation.room ? directory_.find(session.account)->lobby_first : 1;
}

std::vector<Person> Core::names_for(const Conversation& conversation,
                                    const std::vector<Entry>& entries) const {
    std::set<Account> mentioned;
    if (conversation.between) mentioned = {conversation.between->low, conversation.between->high};
    for (const Entry& entry : entries) mentioned.merge(mentioned_in(entry));
    return directory_.people(mentioned);
}

/// Its author, and whom it is about.
std::set<Account> Core::mentioned_in(const Entry& entry) {
    if (const auto rebound = entry.kind == kind_rebind ? decode_rebound(entry.body) : std::nullopt)
        return {rebound->from, rebound->to};
    return {entry.account};
}

/// Parts of which each fits one frame with the names it mentions.
std::vector<std::vector<Entry>> Core::split_with_names(std::vector<Entry> entries) const {
    constexpr std::size_t max_name_bytes = limit::frame - limit::list - 1024;
    std::vector<std::vector<Entry>> parts;
    std::set<Account> named;
    std::size_t bytes = 0;
    std::size_t name_bytes = 0;
    for (Entry& entry : entries) {
        const std::size_t size = encoded_size(entry);
        std::size_t new_bytes = 0;
        const std::set<Account> mentioned = mentioned_in(entry);
        for (const Person& person : directory_.people(mentioned))
            if (!named.contains(person.account)) new_bytes += encoded_size(person);
        const bool names_fit = name_bytes + new_bytes <= max_name_bytes;
        if (parts.empty() || bytes + size > limit::list || !names_fit) {
            parts.emplace_back();
            named.clear();
            bytes = name_bytes = new_bytes = 0;
            for (const Person& person : directory_.people(mentioned))
                new_bytes += encoded_size(person);
        }
        bytes += size;
        name_bytes += new_bytes;
        named.insert(mentioned.begin(), mentioned.end());
        parts.back().push_back(std::move(entry));
    }
    return parts;
}

// ---- who, read -----------------------------------------------------------------------------

void Core::on(Session& session, const Who& who, Now now, Effects& effects) {
    const auto no = [&](std::string_view code, std::string sentence) {
        refuse(session.id,
               {std::string(code), std::move(sentence), std::nullopt, who.request, std::nullopt},
               effects);
    };
    if (!session.joined) return no(code::not_joined, "Join first.");
    if (who.accounts && who.accounts->size() > limit::who_accounts)
        return no(code::bad_message, "Ask for at most 512 accounts at once.");
    if (!may_read(session, who.request, now, effects)) return;
    if (!session.is_writable()) return;  // asks again after its next `ready`
    std::vector<KnownPerson> found;
    const auto add = [&](const Account& account, const AccountRecord& record) {
        found.push_back({account, record.name, presence_.is_online(account)});
    };
    if (who.name) {
        const auto folded = folded_name(*who.name);
        const auto owner = folded ? directory_.owner(*folded) : std::nullopt;
        if (owner) add(*owner, *directory_.find(*owner));
    } else if (who.accounts) {
        for (const Account& account : *who.accounts)
            if (const AccountRecord* record = directory_.find(account)) add(account, *record);
    } else {
        for (const auto& [account, record] : directory_.all()) add(account, record);
    }
    auto parts = split_into_frames(std::move(found));
    if (parts.empty()) parts.emplace_back();
    const std::size_t before = effects.size();
    for (std::size_t i = 0; i < parts.size(); ++i)
        send(session, Known{who.request, std::move(parts[i]), i + 1 < parts.size()}, effects);
    charge_sent(session, effects, before, now);
}

void Core::on(Session& session, const Read& read, Now, Effects&) {
    if (!session.joined || stopping_) return;  // a stop waits until nothing waits for the journal
    const ConversationRecord* record = find_readable(session, read.conversation);
    if (!record) return;
    const std::uint64_t number = std::min(read.number, record->number);
    std::uint64_t& known = directory_.find(session.account)->reads[read.conversation];
    if (number <= known) return;
    known = number;
    batch_.add(ReadMark{session.account, read.conversation, number});
}

}  // namespace indaba::broker
