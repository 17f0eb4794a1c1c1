#include "tests/load/checker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/wire/chain.hpp"

namespace indaba::load {
namespace {

/// The run, then the place in the list of posts.
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
      crowd_(accounts_.begin(), accounts_.end()),
      run_(run),
      said_(accounts_.size()),
      saw_all_heads_(accounts_.size()),
      clients_(accounts_.size()) {}

std::size_t Checker::say(std::size_t author, std::optional<std::size_t> to, Micros at,
                         std::size_t text_bytes) {
    Post post;
    post.author = author;
    post.to = to;
    post.conversation = to ? whisper_id(accounts_[author], accounts_[*to]) : lobby;
    post.id = make_id(run_, posts_.size());
    post.at = at;
    post.body = make_text(author, ++said_[author], at, text_bytes);
    const bool to_another = to && *to != author;
    counts_.expected += !to ? accounts_.size() : to_another ? 2 : 1;
    ++counts_.sent;
    posts_.push_back(std::move(post));
    return posts_.size() - 1;
}

void Checker::heads(std::size_t client, const Heads& heads) {
    for (const Head& head : heads.heads) {
        const auto [found, is_new] = clients_[client].try_emplace(head.conversation.id);
        Standing& standing = found->second;
        // Where it stood at the first join is taken on trust; what began later is fetched whole.
        if (is_new && !saw_all_heads_[client]) {
            standing.number = head.number;
            standing.hash = head.hash;
        }
        const bool went_back = head.number < standing.live;
        const bool differs = head.number == standing.number && head.hash != standing.hash;
        if (went_back || differs) ++counts_.wrong;
        standing.live = head.number;
        standing.announced = std::max(standing.announced, head.number);
    }
    if (!heads.more) saw_all_heads_[client] = true;
}

/// Live entries come one after the other; whoever is told to be behind is told heads first.
void Checker::check_order(std::size_t client, Standing& standing, const Entry& entry) {
    if (entry.number <= standing.live) {
        if (standing.missing.erase(entry.number))
            ++counts_.out_of_order;
        else if (!is_resend_answer(client, entry))
            ++counts_.doubled;
        return;
    }
    while (++standing.live < entry.number) standing.missing.insert(standing.live);
}

bool Checker::is_resend_answer(std::size_t client, const Entry& entry) const {
    const std::optional<std::size_t> index = index_of(entry.id);
    return index && posts_[*index].was_resent && posts_[*index].author == client;
}

std::vector<std::size_t> Checker::live(std::size_t client, const Entries& entries, Micros now) {
    std::vector<std::size_t> receipts;
    const ConversationId& conversation = entries.conversation.id;
    Standing& standing = clients_[client][conversation];
    for (const Entry& entry : entries.entries) {
        check_order(client, standing, entry);
        hold(client, conversation, standing, entry, now, receipts);
    }
    return receipts;
}

std::vector<std::size_t> Checker::page(std::size_t client, const Page& page, Micros now) {
    std::vector<std::size_t> receipts;
    const ConversationId& conversation = page.conversation.id;
    Standing& standing = clients_[client][conversation];
    const std::uint64_t before = standing.number;
    if (!page.entries.empty() && page.entries.front().number == before + 1 &&
        page.hash != standing.hash)
        ++counts_.wrong;
    for (const Entry& entry : page.entries)
        hold(client, conversation, standing, entry, now, receipts);
    if (standing.number == before) page_refused(client, conversation);
    return receipts;
}

void Checker::page_refused(std::size_t client, const ConversationId& conversation) {
    Standing& standing = clients_[client][conversation];
    if (standing.number < standing.announced) ++counts_.wrong;
    standing.announced = standing.number;
}

/// In number order; what comes too early waits for what is before it.
void Checker::hold(std::size_t client, const ConversationId& conversation, Standing& standing,
                   const Entry& entry, Micros now, std::vector<std::size_t>& receipts) {
    standing.announced = std::max(standing.announced, entry.number);
    if (entry.number > standing.number + 1) standing.ahead.try_emplace(entry.number, entry);
    if (entry.number != standing.number + 1) return;
    const auto append = [&](const Entry& next) {
        deliver(client, conversation, standing, next, now, receipts);
        standing.hash = chain(standing.hash, conversation, next);
        standing.number = next.number;
    };
    append(entry);
    while (!standing.ahead.empty() && standing.ahead.begin()->first <= standing.number + 1) {
        const auto waited = standing.ahead.extract(standing.ahead.begin());
        if (waited.key() == standing.number + 1) append(waited.mapped());
    }
}

void Checker::deliver(std::size_t client, const ConversationId& conversation,
                      const Standing& standing, const Entry& entry, Micros now,
                      std::vector<std::size_t>& receipts) {
    const std::optional<std::size_t> index = index_of(entry.id);
    if (!index) {
        if (crowd_.contains(entry.account)) ++counts_.wrong;  // nobody of the crowd said it
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
        post.hash = standing.hash;
    } else if (post.number != entry.number) {
        ++counts_.doubled;
        return;
    } else if (post.hash != standing.hash) {
        ++counts_.wrong;
    }
    ++counts_.delivered;
    latencies_.add(now - post.at);
    if (client == post.author) {
        ++counts_.receipts;
        receipts.push_back(*index);
    }
}

std::optional<std::size_t> Checker::index_of(const MessageId& id) const {
    const std::uint64_t index = index_in(id);
    if (index >= posts_.size() || posts_[index].id != id) return std::nullopt;
    return index;
}

bool Checker::is_due(std::size_t client, const Post& post) const {
    return !post.to || client == post.author || client == *post.to;
}

/// While something is still to be fetched, the digest cannot agree.
void Checker::pong(std::size_t client, const Digest& digest) {
    if (wanted(client)) return;
    Digest own;
    for (const auto& [conversation, standing] : clients_[client])
        own = own ^ digest_part(conversation, standing.number, standing.hash);
    if (own != digest) ++counts_.wrong;
}

std::optional<History> Checker::wanted(std::size_t client) const {
    for (const auto& [conversation, standing] : clients_[client]) {
        if (standing.number >= standing.announced) continue;
        History history;
        history.conversation = conversation;
        history.after = standing.number;
        if (standing.number > 0) history.hash = standing.hash;
        return history;
    }
    return std::nullopt;
}

Counts Checker::counts() const {
    Counts counts = counts_;
    std::uint64_t holes = 0;
    for (const Client& client : clients_)
        for (const auto& [conversation, standing] : client) holes += standing.missing.size();
    const std::uint64_t undelivered =
        counts.expected > counts.delivered ? counts.expected - counts.delivered : 0;
    counts.lost = std::max(undelivered, holes);
    return counts;
}

}  // namespace indaba::load
