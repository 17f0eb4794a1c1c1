#include "tests/load/checker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"

namespace indaba::load {
namespace {

/// Returns an id made of the run (8 bytes) and the index of the post (8 bytes).
MessageId make_id(std::uint64_t run, std::uint64_t index) {
    MessageId id;
    for (std::size_t i = 0; i < 8; ++i) {
        id.bytes[7 - i] = static_cast<std::uint8_t>(run >> (8 * i));
        id.bytes[15 - i] = static_cast<std::uint8_t>(index >> (8 * i));
    }
    return id;
}

std::uint64_t index_in(const MessageId& id) {
    std::uint64_t index = 0;
    for (std::size_t i = 8; i < 16; ++i) index = index << 8 | id.bytes[i];
    return index;
}

std::string make_text(std::size_t author, std::uint64_t sequence, Micros at, std::size_t bytes) {
    std::string text = fmt::format("load {} {} {} ", author, sequence, at.count());
    if (text.size() < bytes) text.resize(bytes, '.');
    return text;
}

}  // namespace

Checker::Checker(std::vector<Account> accounts, std::uint64_t run)
    : accounts_(std::move(accounts)),
      known_accounts_(accounts_.begin(), accounts_.end()),
      run_(run),
      posts_by_author_(accounts_.size()),
      saw_all_heads_(accounts_.size()),
      clients_(accounts_.size()),
      room_of_(accounts_.size(), lobby),
      joined_{{lobby, accounts_.size()}} {}

std::size_t Checker::add_post(std::size_t author, std::optional<std::size_t> to, Micros at,
                              std::size_t text_bytes) {
    Post post;
    post.author = author;
    post.to = to;
    post.conversation = to ? whisper_id(accounts_[author], accounts_[*to]) : room_of_[author];
    post.id = make_id(run_, posts_.size());
    post.at = at;
    post.body = make_text(author, ++posts_by_author_[author], at, text_bytes);
    const bool to_another = to && *to != author;
    counts_.expected += !to ? joined_[post.conversation] : to_another ? 2 : 1;
    ++counts_.sent;
    posts_.push_back(std::move(post));
    return posts_.size() - 1;
}

void Checker::on_heads(std::size_t client, const Heads& heads) {
    for (const Head& head : heads.heads) {
        const auto [found, is_new] = clients_[client].try_emplace(head.conversation.id);
        Received& received = found->second;
        // A conversation that exists at the first join starts at its head; a later one starts
        // empty.
        if (is_new && !saw_all_heads_[client]) {
            received.number = head.number;
            received.hash = head.hash;
        }
        const bool went_back = head.number < received.live;
        const bool differs = head.number == received.number && head.hash != received.hash;
        if (went_back || differs) ++counts_.wrong;
        received.live = head.number;
        received.announced = std::max(received.announced, head.number);
    }
    if (!heads.more) saw_all_heads_[client] = true;
}

void Checker::on_room_joined(std::size_t client, const RoomJoined& joined) {
    const Head& head = joined.head;
    Received received;
    received.number = received.live = received.announced = head.number;
    received.hash = head.hash;
    clients_[client][head.conversation.id] = received;
    --joined_[room_of_[client]];
    room_of_[client] = head.conversation.id;
    ++joined_[room_of_[client]];
}

/// Counts live entries that do not follow each other. A client that the broker skips (a slow
/// consumer) receives heads before the next live entry.
void Checker::check_order(std::size_t client, Received& received, const Entry& entry) {
    if (entry.number <= received.live) {
        if (received.missing.erase(entry.number))
            ++counts_.out_of_order;
        else if (!is_resend_answer(client, entry))
            ++counts_.doubled;
        return;
    }
    while (++received.live < entry.number) received.missing.insert(received.live);
}

bool Checker::is_resend_answer(std::size_t client, const Entry& entry) const {
    const std::optional<std::size_t> index = index_of(entry.id);
    return index && posts_[*index].was_resent && posts_[*index].author == client;
}

std::vector<std::size_t> Checker::on_live(std::size_t client, const Entries& entries, Micros now) {
    std::vector<std::size_t> receipts;
    const ConversationId& conversation = entries.conversation.id;
    // A room is announced to its members first. Entries of another one are not this client's.
    if (entries.conversation.room && !clients_[client].contains(conversation)) ++counts_.wrong;
    Received& received = clients_[client][conversation];
    for (const Entry& entry : entries.entries) {
        check_order(client, received, entry);
        accept(client, conversation, received, entry, now, receipts);
    }
    return receipts;
}

std::vector<std::size_t> Checker::on_page(std::size_t client, const Page& page, Micros now) {
    std::vector<std::size_t> receipts;
    const ConversationId& conversation = page.conversation.id;
    Received& received = clients_[client][conversation];
    const std::uint64_t before = received.number;
    if (!page.entries.empty() && page.entries.front().number == before + 1 &&
        page.hash != received.hash)
        ++counts_.wrong;
    for (const Entry& entry : page.entries)
        accept(client, conversation, received, entry, now, receipts);
    if (received.number == before) on_page_refused(client, conversation);
    return receipts;
}

void Checker::on_page_refused(std::size_t client, const ConversationId& conversation) {
    Received& received = clients_[client][conversation];
    if (received.number < received.announced) ++counts_.wrong;
    received.announced = received.number;
}

/// Delivers entries in number order; an early one waits for those before it.
void Checker::accept(std::size_t client, const ConversationId& conversation, Received& received,
                     const Entry& entry, Micros now, std::vector<std::size_t>& receipts) {
    received.announced = std::max(received.announced, entry.number);
    if (entry.number > received.number + 1) received.ahead.try_emplace(entry.number, entry);
    if (entry.number != received.number + 1) return;
    const auto append = [&](const Entry& next) {
        deliver(client, conversation, received, next, now, receipts);
        received.hash = chain(received.hash, conversation, next);
        received.number = next.number;
    };
    append(entry);
    while (!received.ahead.empty() && received.ahead.begin()->first <= received.number + 1) {
        const auto waited = received.ahead.extract(received.ahead.begin());
        if (waited.key() == received.number + 1) append(waited.mapped());
    }
}

void Checker::deliver(std::size_t client, const ConversationId& conversation,
                      const Received& received, const Entry& entry, Micros now,
                      std::vector<std::size_t>& receipts) {
    const std::optional<std::size_t> index = index_of(entry.id);
    if (!index) {
        if (known_accounts_.contains(entry.account)) ++counts_.wrong;  // no client posted it
        return;
    }
    Post& post = posts_[*index];
    if (post.conversation != conversation || accounts_[post.author] != entry.account ||
        post.body != entry.body || entry.kind != kind_text || !is_due(client, post)) {
        ++counts_.wrong;
        return;
    }
    if (post.number == 0) {
        post.number = entry.number;
        post.hash = received.hash;
    } else if (post.number != entry.number) {
        ++counts_.doubled;
        return;
    } else if (post.hash != received.hash) {
        ++counts_.wrong;
    }
    ++counts_.delivered;
    post.last_delivery = now;
    latencies_.add(now - post.at);
    if (client == post.author) {
        ++counts_.receipts;
        receipt_latencies_.add(now - post.at);
        receipts.push_back(*index);
    }
}

std::optional<std::size_t> Checker::index_of(const MessageId& id) const {
    const std::uint64_t index = index_in(id);
    if (index >= posts_.size() || posts_[index].id != id) return std::nullopt;
    return index;
}

bool Checker::is_due(std::size_t client, const Post& post) const {
    if (!post.to) return post.conversation == room_of_[client];
    return client == post.author || client == *post.to;
}

/// The digest cannot agree while entries are still to be fetched.
void Checker::on_pong(std::size_t client, const Digest& digest) {
    if (next_request(client)) return;
    Digest own;
    for (const auto& [conversation, received] : clients_[client])
        own = own ^ digest_part(conversation, received.number, received.hash);
    if (own != digest) ++counts_.wrong;
}

std::optional<History> Checker::next_request(std::size_t client) const {
    for (const auto& [conversation, received] : clients_[client]) {
        if (received.number >= received.announced) continue;
        History history;
        history.conversation = conversation;
        history.after = received.number;
        if (received.number > 0) history.hash = received.hash;
        return history;
    }
    return std::nullopt;
}

Counts Checker::counts() const {
    Counts counts = counts_;
    std::uint64_t holes = 0;
    for (const Client& client : clients_)
        for (const auto& [conversation, received] : client) holes += received.missing.size();
    const std::uint64_t undelivered =
        counts.expected > counts.delivered ? counts.expected - counts.delivered : 0;
    counts.lost = std::max(undelivered, holes);
    return counts;
}

}  // namespace indaba::load
