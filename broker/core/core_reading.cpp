/// Resync (people, heads, ready), history, who, read positions. See core.hpp.
#include <algorithm>
#include <utility>

#include "broker/core/core.hpp"
#include "broker/core/heads.hpp"
#include "broker/core/references.hpp"
#include "broker/core/send_list.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {
namespace {

Refusal unknown_conversation() {
    return Refusal::final(code::unknown_conversation, "There is no such conversation.");
}

}  // namespace

// ---- resync ------------------------------------------------------------------------------------

Core::Reply Core::on(Session& session, const Sync&, Now now, Effects& effects) {
    if (Reply refusal = account_limiter_.charge_read(session.payer(), now.steady)) return refusal;
    const std::size_t before = effects.size();
    resync(session, effects);
    charge_sent(session, effects, before, now);
    return {};
}

/// Sends people, heads and ready: after join, after sync, and to a slow consumer that is retried.
void Core::resync(Session& session, Effects& effects) {
    if (!session.is_writable()) return;
    if (!session.joined) {  // it was slow before it joined
        if (session.said_hello() && !session.claiming) send_welcome(session, effects);
        return;
    }
    history_reads_.cancel(session);
    for (const SharedOutgoing& people : presence_.people())
        effects.push_back(Send{{session.id}, people});
    for (Heads& heads : heads_of(session.account, conversations(), directory_, read_positions_))
        send(session, std::move(heads), effects);
    send(session, Ready{}, effects);
}

// ---- history -----------------------------------------------------------------------------------

Core::Reply Core::on(Session& session, const History& history, Now now, Effects& effects) {
    if (history_reads_.is_waiting(session))
        return Refusal::final(code::one_at_a_time, "Wait for the page asked for before.");
    if (history.after && history.before)
        return Refusal::final(code::bad_message,
                              "Ask for the entries after a number or before one, not both.");
    const ConversationRecord* record =
        conversations().find_readable(history.conversation, session.account);
    if (!record) return unknown_conversation();
    if (history.after && *history.after > record->number)
        return Refusal::final(code::diverged, "This journal has not come so far.");
    if (Reply refusal = account_limiter_.charge_read(session.payer(), now.steady)) return refusal;
    history_reads_.start(session, history, *record, directory_, effects);
    return {};
}

void Core::on_page(PageRead page, Now now, Effects& effects) {
    if (storage_.on_page(page, now.steady, effects)) return;
    if (delivery_.accept_page(page, now.steady)) return deliver(now, effects);
    const auto read = history_reads_.finish(page.token);
    const Session* session = read ? sessions_.find(read->who, read->serial) : nullptr;
    if (!session || !read->asked) return;
    const History& asked = *read->asked;
    // It may have left the room meanwhile, or left and joined again.
    const ConversationRecord* record =
        conversations().find_readable(asked.conversation, session->account);
    if (!record)
        return refuse(session->id, unknown_conversation().to_request(asked.request), effects);
    const bool is_outdated =
        !page.entries.empty() &&
        page.entries.front().number < first_readable(session->account, *record, directory_);
    if (read->cancelled || is_outdated)
        return history_reads_.start(*session, asked, *record, directory_, effects);
    delete_bodies(page.entries, read->erased);
    auto answer = answer_history(asked, std::move(page), session->account, *record, directory_);
    Refusal* refusal = std::get_if<Refusal>(&answer);
    if (refusal && storage_.is_unreadable_for_good()) refusal->retry_ms.reset();
    if (refusal) return refuse(session->id, std::move(*refusal).to_request(asked.request), effects);
    std::uint64_t bytes = 0;
    for (const Entry& entry : std::get<Page>(answer).entries) bytes += encoded_size(entry);
    account_limiter_.charge_bytes(session->payer(), bytes, now.steady);
    send(*session, std::get<Page>(std::move(answer)), effects);
}

// ---- who, read positions -----------------------------------------------------------------------

Core::Reply Core::on(Session& session, const Who& who, Now now, Effects& effects) {
    if (who.accounts && who.accounts->size() > limit::who_accounts)
        return Refusal::final(code::bad_message, "Ask for at most 512 accounts at once.");
    if (Reply refusal = account_limiter_.charge_read(session.payer(), now.steady)) return refusal;
    if (!session.is_writable()) return {};  // it asks again after its next `ready`
    const auto answer = [&who](std::vector<KnownPerson> part, bool more) {
        return Known{who.request, std::move(part), more};
    };
    send_list(session, find_people(who), answer, now, effects);
    return {};
}

/// Returns the owner of a name, the known ones of some accounts, or all known accounts.
std::vector<KnownPerson> Core::find_people(const Who& who) const {
    std::vector<KnownPerson> found;
    const auto add = [&](const Account& account) {
        if (const AccountRecord* record = directory_.find(account))
            found.push_back({account, record->name, presence_.is_online(account)});
    };
    if (who.name) {
        const auto folded = folded_name(*who.name);
        if (const auto owner = folded ? directory_.owner(*folded) : std::nullopt) add(*owner);
    } else if (who.accounts) {
        for (const Account& account : *who.accounts) add(account);
    } else {
        for (const auto& [account, record] : directory_.all()) add(account);
    }
    return found;
}

/// A stopping broker ignores it, since it ends only when no write waits for the journal.
Core::Reply Core::on(Session& session, const Read& read, Now, Effects&) {
    if (!session.joined || stopping_) return {};
    const ConversationRecord* record =
        conversations().find_readable(read.conversation, session.account);
    if (!record) return {};
    const ReadMark mark{session.account, read.conversation, std::min(read.number, record->number)};
    if (read_positions_.advance(mark)) batch_.add(mark);
    return {};
}

}  // namespace indaba::broker
