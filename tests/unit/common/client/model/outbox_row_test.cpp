#include "common/client/model/outbox_row.hpp"

#include <doctest/doctest.h>

#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using client::OutboxRow;

TEST_SUITE_BEGIN("outbox row");

TEST_CASE("a row says what its author typed, or what did not happen") {
    struct Row {
        ReferringBody body;
        std::optional<std::string> typed;
        std::string failure;
    };
    const std::vector<Row> rows{
        {ReplyBody{7, "yes"}, "yes", "The reply to message 7 was not stored"},
        {EditBody{7, "yes"}, "yes", "Message 7 was not changed"},
        {EraseBody{7}, std::nullopt, "Message 7 was not deleted"},
        {ReactionBody{7, "a", false}, std::nullopt, "The reaction to message 7 was not stored"},
    };
    for (const Row& each : rows) {
        OutboxRow row;
        client::set_body(row, each.body);
        CAPTURE(row.kind);
        CHECK(decode_referring(row.kind, row.body) == each.body);
        CHECK(client::authored_text(row) == each.typed);
        CHECK(client::failure_sentence(row) == each.failure);
        if (row.kind == kind_erase) CHECK(client::request_words(row) == "(delete message 7)");
        if (row.kind == kind_react) CHECK(client::request_words(row) == "(react to message 7)");
    }
    OutboxRow text;
    text.kind = kind_text;
    text.body = "hi";
    CHECK(client::authored_text(text) == "hi");
    text.kind = "file";
    CHECK_FALSE(client::authored_text(text));
}

TEST_CASE("the model posts a row of each kind as it is, and gives a refused one back") {
    test::ModelFixture client;
    client.join(test::lobby_of(3));
    OutboxRow row = client.row(1, "");
    client::set_body(row, EditBody{2, "new"});
    client.model.post(row, client.now, client.effects);
    REQUIRE(client.sent<Broadcast>().size() == 1);
    CHECK(client.sent<Broadcast>()[0].kind == kind_edit);
    client.refuse(1, "not_author");
    REQUIRE(client.news<client::PostRefused>().size() == 1);
    CHECK(client.news<client::PostRefused>()[0].row == row);
    CHECK(client.news<client::PostRefused>()[0].code == "not_author");
}

TEST_SUITE_END();
