#include <doctest/doctest.h>
#include <fmt/format.h>
#include <zmq.h>

#include <set>

#include "tests/support/broker_process.hpp"
#include "tests/support/real_clients.hpp"

using namespace indaba;
using namespace indaba::test;
using std::chrono::seconds;

namespace {

/// A client that joins and then reads only in read_until().
class StoppedClient {
 public:
    explicit StoppedClient(const client::Destination& broker)
        : context_(zmq_ctx_new()), dealer_(zmq_socket(context_, ZMQ_DEALER)) {
        const int one = 1;
        const int none = 0;
        const int small = 16 * 1024;
        zmq_setsockopt(dealer_, ZMQ_RCVHWM, &one, sizeof one);
        zmq_setsockopt(dealer_, ZMQ_RCVBUF, &small, sizeof small);
        zmq_setsockopt(dealer_, ZMQ_LINGER, &none, sizeof none);
        const Key key = numbered_key(999);
        zmq_setsockopt(dealer_, ZMQ_CURVE_SERVERKEY, broker.broker->bytes.data(), Account::length);
        zmq_setsockopt(dealer_, ZMQ_CURVE_PUBLICKEY, key.account.bytes.data(), Account::length);
        zmq_setsockopt(dealer_, ZMQ_CURVE_SECRETKEY, key.secret.bytes.data(), SecretKey::length);
        zmq_connect(dealer_,
                    fmt::format("tcp://127.0.0.1:{}", broker.endpoints.front().port).c_str());
        Hello hello;
        send(hello);
        Welcome welcome;
        while (!read_one(&welcome)) {
        }
        Join join;
        join.nonce = welcome.nonce;
        join.name = "stopped";
        send(join);
    }
    ~StoppedClient() {
        zmq_close(dealer_);
        zmq_ctx_term(context_);
    }

    /// Reads until `done` returns true. Returns false after 20 s without a message.
    template <class Done>
    bool read_until(Done done) {
        for (;;) {
            const auto message = read();
            if (!message) return false;
            if (done(*message)) return true;
        }
    }
    void send(const ToBroker& message) {
        const std::string frame = encode(message);
        zmq_send(dealer_, frame.data(), frame.size(), 0);
    }

 private:
    std::optional<ToClient> read() {
        zmq_pollitem_t item{dealer_, 0, ZMQ_POLLIN, 0};
        if (zmq_poll(&item, 1, 20'000) != 1) return std::nullopt;
        std::string frame(limit::frame, '\0');
        const int size = zmq_recv(dealer_, frame.data(), frame.size(), 0);
        if (size < 0) return std::nullopt;
        const auto decoded = decode_to_client({frame.data(), static_cast<std::size_t>(size)});
        if (!std::holds_alternative<ToClient>(decoded)) return std::nullopt;
        return std::get<ToClient>(decoded);
    }
    bool read_one(Welcome* welcome) {
        const auto message = read();
        if (!message) throw std::runtime_error("no welcome");
        if (const Welcome* got = std::get_if<Welcome>(&*message)) *welcome = *got;
        return std::holds_alternative<Welcome>(*message);
    }

    void* context_;
    void* dealer_;
};

}  // namespace

TEST_CASE(
    "P5: one stopped client of 100 does not delay the others and receives everything afterwards") {
    TemporaryDirectory data;
    BrokerProcess broker(INDABA_BROKER, data.path());
    Crowd crowd(broker.destination(), 99);
    REQUIRE(crowd.all_ready(seconds{60}));
    StoppedClient stopped(broker.destination());

    // More than all buffers between the broker and the stopped client can hold.
    constexpr std::size_t posts = 600;
    const std::string text(12'000, 'x');
    for (std::size_t sent = 0; sent < posts; ++sent) {
        crowd.at(sent % 8).say(fmt::format("{} {}", sent, text));
        REQUIRE(crowd.until([&] { return crowd.at(sent % 8).client->model().outbox().size() < 3; },
                            seconds{30}));
    }
    REQUIRE(crowd.all_delivered(seconds{60}));
    for (std::size_t i = 0; i < crowd.size(); ++i) {
        CHECK(crowd.at(i).duplicates == 0);
        CHECK(crowd.at(i).complaints.empty());
        CHECK(crowd.at(i).shown[lobby].size() == posts);
        CHECK(crowd.at(i).client->model().find(lobby)->hash ==
              crowd.at(0).client->model().find(lobby)->hash);
    }

    // It reads again: entries without a gap but where `heads` announced one, then the missing
    // pages.
    std::set<std::uint64_t> had;
    std::uint64_t last = 0;
    CHECK(stopped.read_until([&](const ToClient& message) {
        if (const Entries* entries = std::get_if<Entries>(&message)) {
            CHECK(entries->entries.front().number == last + 1);
            for (const Entry& entry : entries->entries) CHECK(had.insert(entry.number).second);
            last = entries->entries.back().number;
        }
        if (const Heads* heads = std::get_if<Heads>(&message)) last = heads->heads.front().number;
        return last == posts && std::holds_alternative<Ready>(message);
    }));
    CHECK(had.size() < posts);  // else it was no slow consumer and this test proves nothing
    History ask;
    ask.conversation = lobby;
    for (std::uint64_t number = 1; number <= posts; ++number) {
        if (had.contains(number)) continue;
        ask.after = number - 1;
        ++ask.request;
        stopped.send(ask);
        REQUIRE(stopped.read_until([&](const ToClient& message) {
            const Page* page = std::get_if<Page>(&message);
            if (!page) return false;
            for (const Entry& entry : page->entries) had.insert(entry.number);
            return true;
        }));
    }
    CHECK(had.size() == posts);
}
