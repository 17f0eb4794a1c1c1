#pragma once
/// Scenes without a network: a model that hears what an honest broker would tell it, and the
/// streams and lists that the window makes of it. For tests of views, pictures and measuring.
///
///     Stage stage("ada");
///     stage.comes("grace");
///     stage.says("grace", "On it. 🚀");
///     draw_screen(stage.scene(), state);
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/client/model/model.hpp"
#include "imgui-client/view_state/scene.hpp"

namespace indaba::test {

class Stage {
 public:
    /// 2025-11-22 09:12 UTC: when it begins.
    static constexpr WallMs begin = 1'763'802'720'000;
    static constexpr WallMs minute = 60'000;
    static constexpr WallMs day = 24 * 60 * minute;

    /// Joined and ready: alone, nothing said.
    explicit Stage(std::string my_name = "ada");
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    // Everybody has the account that belongs to the name, here or not.
    Account account(const std::string& name);
    const Account& me() const { return model_.me(); }

    // what happens
    void passes(WallMs milliseconds);
    void comes(const std::string& name);
    void goes(const std::string& name);
    void renames(const std::string& before, const std::string& now);
    /// In the lobby; `name` may be one's own.
    void says(const std::string& name, const std::string& text);
    /// `count` entries of a few people at once, for long histories; `text` comes with its number.
    void say_many(std::uint64_t count, const std::string& text = "A line like many others, no.");
    /// One of both is oneself.
    void whispers(const std::string& from, const std::string& to, const std::string& text);
    /// Entries of a kind this version does not know.
    void does(const std::string& name, const std::string& kind);
    /// Said with Enter, no receipt yet; to everybody or in a whisper.
    MessageId waits(const std::string& text, const std::string& to = {});
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
    void lose(const std::string& why, int attempt, std::optional<int> next_in_s);
    void come_back();
    /// The dialog, with nothing behind it.
    void ask_where(const std::string& server, const std::string& name);
    ui::ConnectView& dialog() { return scene_.connect; }

    /// As of now; valid until something else happens.
    const ui::Scene& scene();
    ui::Stream& stream(const ConversationId& conversation) { return streams_[conversation]; }
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

    void hear(const ToClient& message);
    void take(const client::Effect& effect);
    void take(const client::NewEntries& news);
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
    std::map<ConversationId, ui::Stream> streams_;
    std::vector<Waiting> waiting_;

    ui::Scene scene_;
    std::vector<Person> here_, gone_;
    std::vector<ui::WhisperView> whispers_;
};

/// A morning of a small team, with all that a conversation may hold.
void busy_morning(Stage& stage);

}  // namespace indaba::test
