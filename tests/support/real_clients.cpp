#include "tests/support/real_clients.hpp"

#include <algorithm>

#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"

namespace indaba::test {
namespace {

client::Model::Options options_of(std::uint64_t number, const client::Interest& interest) {
    client::Model::Options options;
    options.account = numbered_key(number).account;
    options.name = "member" + std::to_string(number);
    options.interest = interest;
    return options;
}

}  // namespace

Key numbered_key(std::uint64_t number) { return key_of(numbered<SecretKey>(number)); }

Member::Member(client::Network& network, const client::Destination& broker,
               std::uint64_t the_number, const client::Interest& interest)
    : client(std::make_unique<client::Client>(
          network, broker.endpoints,
          client::Credentials{numbered_key(the_number), broker.broker, false},
          options_of(the_number, interest))),
      number(the_number) {}

void Member::turn() { take(client->turn()); }

void Member::say(const std::string& text) {
    client::OutboxRow row;
    row.id = numbered<MessageId>((number << 32) + ++posted);
    row.room = lobby;
    row.kind = kind_text;
    row.body = text;
    take(client->act([&](client::Model& model, client::Now now, client::Effects& effects) {
        model.post(row, now, effects);
    }));
}

void Member::whisper(const Account& to, const std::string& text) {
    client::OutboxRow row;
    row.id = numbered<MessageId>((number << 32) + ++posted);
    row.to = to;
    row.kind = kind_text;
    row.body = text;
    take(client->act([&](client::Model& model, client::Now now, client::Effects& effects) {
        model.post(row, now, effects);
    }));
}

void Member::take(const client::Effects& news) {
    for (const client::Effect& one : news) {
        if (const auto* receipt = std::get_if<client::Receipt>(&one)) {
            receipts.insert(receipt->id);
        } else if (const auto* entries = std::get_if<client::NewEntries>(&one)) {
            for (const std::uint64_t told : entries->numbers)
                if (!shown[entries->conversation].insert(told).second) ++duplicates;
        } else if (const auto* refused = std::get_if<client::PostRefused>(&one)) {
            complaints.push_back("refused: " + refused->sentence);
        } else if (std::holds_alternative<client::Diverged>(one)) {
            complaints.push_back("diverged");
        } else if (const auto* violation = std::get_if<client::ProtocolViolation>(&one)) {
            complaints.push_back("violation: " + violation->why);
        }
    }
}

Crowd::Crowd(const client::Destination& broker, std::size_t members,
             const client::Interest& interest)
    : network_(static_cast<int>(members) * 2 + 16) {
    for (std::size_t i = 0; i < members; ++i)
        members_.emplace_back(network_, broker, i + 1, interest);
}

bool Crowd::until(const std::function<bool()>& done, std::chrono::milliseconds at_most) {
    const auto end = std::chrono::steady_clock::now() + at_most;
    std::vector<client::Connection*> connections;
    for (Member& member : members_) connections.push_back(&member.client->connection());
    for (;;) {
        auto wait = std::chrono::milliseconds{100};
        for (Member& member : members_) {
            member.turn();
            wait = std::min(wait, member.client->time_to_wait());
        }
        if (done()) return true;
        if (std::chrono::steady_clock::now() >= end) return false;
        network_.wait(connections, {}, std::max(wait, std::chrono::milliseconds{0}));
    }
}

bool Crowd::all_ready(std::chrono::milliseconds at_most) {
    return until(
        [&] { return std::ranges::all_of(members_, [](const Member& m) { return m.ready(); }); },
        at_most);
}

bool Crowd::all_delivered(std::chrono::milliseconds at_most) {
    const auto whole = [&](const Member& member) {
        if (!member.ready() || !member.client->model().outbox().empty()) return false;
        const client::ConversationState* state = member.client->model().find(lobby);
        const client::ConversationState* first = members_.front().client->model().find(lobby);
        return state && first && state->number == first->number &&
               !state->held.first_missing(1, state->number);
    };
    return until([&] { return std::ranges::all_of(members_, whole); }, at_most);
}

}  // namespace indaba::test
