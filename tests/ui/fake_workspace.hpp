#pragma once
/// View states without a network: a model that hears what an honest broker would tell it, and the
/// streams and lists that the window makes of it. For tests of views, pictures and measuring.
///
///     FakeWorkspace workspace("ada");
///     workspace.person_joins("grace");
///     workspace.says("grace", "On it. 🚀");
///     draw_screen(workspace.view_state(), state);
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/client/model/model.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::test {

class FakeWorkspace {
 public:
    /// 2025-11-22 09:12 UTC: when it begins.
    static constexpr WallMs begin = 1'763'802'720'000;
    static constexpr WallMs minute = 60'000;
    static constexpr WallMs day = 24 * 60 * minute;

    /// Joined and ready: alone, nothing said.
    explicit FakeWorkspace(std::string my_name = "ada");
    FakeWorkspace(const FakeWorkspace&) = delete;
    FakeWorkspace& operator=(const FakeWorkspace&) = delete;

    // Everybody has the account that belongs to the name, here or not.
    Account account(const std::string& name);
    const Account& me() const { return model_.me(); }

    // what happens
    void advance_time(WallMs milliseconds);
    void person_joins(const std::string& name);
    void person_leaves(const std::string& name);
    void person_renames(const std::string& before, const std::string& now);
    /// In the lobby; `name` may be one's own.
    void says(const std::string& name, const std::string& text);
    /// `count` entries of a few people at once, for long histories; `text` comes with its number.
    void say_many(std::uint64_t count, const std::string& text = "A line like many others, no.");
    /// One of both is oneself.
    void whispers(const std::string& from, const std::string& to, const std::string& text);
    /// Entries of a kind this version does not know.
    void posts_unknown_kind(const std::string& name, const std::string& kind);
    /// Said with Enter, no receipt yet; to everybody or in a whisper.
    MessageId posts_without_receipt(const std::string& text, const std::string& to = {});
    void receipt(const MessageId& id);
    void refuse(const MessageId& id, const std::string& sentence);
    void note(const std::string& sentence, bool warning = false);

    // what is open and read
    void open_lobby();
    void open_whisper(const std::string& name);
    /// All that was said in the open conversation up to now was read; the unread line stands here.
    void read_to_here();
    void draft(const std::string& text);

    // the link
    void lose_connection(const std::string& why, int attempt, std::optional<int> next_in_s);
    void reconnect();
    /// The dialog, with nothing behind it.
    void show_connect_dialog(const std::string& server, const std::string& name);
    ui::ConnectDialog& dialog() { return view_state_.connect; }

    /// As of now; valid until something else happens.
    const ui::ViewState& view_state();
    ui::Timeline& timeline(const ConversationId& conversation) { return timelines_[conversation]; }
    client::Model& model() { return model_; }

 private:
    struct Talk {
        Conversation conversation;
        std::uint64_t number = 0;
    };
    struct Waiting {
        MessageId id{};
        std::string text, to;
    };

    void receive(const ToClient& message);
    void apply(const client::Effect& effect);
    void apply(const client::NewEntries& news);
    void join();
    Talk& lobby_talk();
    Talk& whisper_talk(const Account& other);
    Entry entry(const Talk& talk, const Account& author, std::string text) const;
    void append(Talk& talk, std::vector<Entry> entries);
    void append(Talk& talk, Entry entry);
    void list_people();
    void list_whispers();

    std::string my_name_;
    client::Model model_;
    client::Now now_;
    std::map<std::string, Account> accounts_;
    std::uint64_t presence_ = 1;
    std::uint8_t next_id_ = 1;
    std::map<ConversationId, Talk> talks_;
    std::map<ConversationId, ui::Timeline> timelines_;
    std::vector<Waiting> waiting_;

    ui::ViewState view_state_;
    std::vector<Person> online_, offline_;
    std::vector<ui::WhisperSummary> whispers_;
};

/// A morning of a small team, with all that a conversation may hold.
void busy_morning(FakeWorkspace& workspace);

}  // namespace indaba::test
