#include <fmt/format.h>

#include <utility>
#include <variant>

#include "common/client/home/message_id.hpp"
#include "common/keys/sealed_key.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/unicode/shown_text.hpp"
#include "imgui-client/workspace/chat.hpp"
#include "imgui-client/workspace/chat_kept.hpp"

namespace indaba::ui {
namespace {

using client::Interest;
using client::Model;
using client::Now;

/// What is typed or read is in the store so soon after.
constexpr std::chrono::milliseconds kept_after{500};

/// A text of ours as it must be typed to be said again.
std::string as_typed(const std::string& text) { return text.starts_with('/') ? "/" + text : text; }

/// "/w NAME" alone begins a whisper.
std::optional<std::string> whisper_begun(const std::string& text) {
    if (!text.starts_with("/w ")) return std::nullopt;
    const std::size_t begin = text.find_first_not_of(' ', 3);
    if (begin == std::string::npos) return std::nullopt;
    const std::size_t end = text.find_first_of(" \t\n", begin);
    if (end != std::string::npos && text.find_first_not_of(" \t\n", end) != std::string::npos)
        return std::nullopt;
    return text.substr(begin, end == std::string::npos ? end : end - begin);
}

}  // namespace

bool Chat::carry_out(const Intent& intent) {
    changed_ = true;
    std::visit([&](const auto& wanted) { want(wanted); }, intent);
    return !quitting_ && !std::holds_alternative<WantQuit>(intent);
}

void Chat::want(const WantConnect& wanted) {
    const auto destination = client::parse_destination(wanted.server);
    if (!destination) {
        connect_.failed = "The server is a host, host:port, or a whole join link.";
        return ask_again();
    }
    options_.server.reset();  // from now on by hand: the dialog stays until it worked
    connect(*destination, wanted.server, wanted.name);
}

void Chat::want(const WantImportKey& wanted) {
    connect_.imported.clear();
    try {
        connect_.import_error = import_key(wanted);
    } catch (const std::exception& error) {
        connect_.import_error = error.what();
    }
    if (connect_.import_error.empty())
        connect_.imported = "This home has that key now. Join the server where you use it.";
    ++connect_.imports;
}

/// Why not; nothing when it is done. A key that was used here is somebody, and stays.
std::string Chat::import_key(const WantImportKey& wanted) {
    const std::string text = read_sealed(wanted.file);
    if (text.empty()) return "There is no such file, or it cannot be read.";
    const auto opened = unseal(text, wanted.passphrase);
    if (const auto* why = std::get_if<std::string>(&opened)) return *why;
    const Key& key = std::get<Key>(opened);
    if (key.account == key_.account) return "";
    if (!settings_.journals.empty())
        return "This home has a key that is in use. Start with a new one: --home DIR.";
    replace_key(options_.home, key);
    key_ = key;
    return "";
}

void Chat::want(const WantTrust&) {
    if (!client_ || connect_.trust.empty()) return;
    connect_.trust.clear();
    client_->trust(client_->told());
}

void Chat::want(const WantCancelConnect&) {
    end_connection();
    ask_again();
}

void Chat::want(const WantUnderstood&) {
    if (changed_keys_.empty()) return;
    if (people_) people_->accept(changed_keys_.front());
    changed_keys_.erase(changed_keys_.begin());
    if (people_) kept([&] { people_->save(); });
}

void Chat::want(const WantRetry&) {
    if (client_) client_->retry_now();
}

// ---- what is typed --------------------------------------------------------------------------

void Chat::want(const WantSay& wanted) {
    if (!client_ || !store_) return put_back(wanted.text);
    draft_.clear();
    draft_unkept_ = false;
    // What is said takes the draft out of the store in its own transaction; a command does not.
    if (wanted.text.starts_with('/')) kept([&] { store_->set_draft(open_, ""); });
    if (const auto name = whisper_begun(wanted.text)) return look_up(*name, "");
    const client::Typed what = client::parse_typed(wanted.text);
    std::visit([&](const auto& command) { typed(command); }, what);
    if (std::holds_alternative<client::TypedWrong>(what)) put_back(wanted.text);
}

void Chat::typed(const client::TypedText& text) { say(to_, text.text); }

void Chat::typed(const client::TypedWhisper& whisper) { look_up(whisper.name, whisper.text); }

void Chat::typed(const client::TypedWho&) {
    std::string line = fmt::format("{} here:", model().people().size());
    for (const auto& [account, name] : model().people()) line += " " + shown_word(name);
    note(std::move(line));
}

void Chat::typed(const client::TypedName& name) {
    act([&](Model& changed, Now now, Effects& effects) {
        changed.ask_name(name.name, now, effects);
    });
    if (!ready()) note("The name is asked for when the server is back.");
}

void Chat::typed(const client::TypedOrder& order) {
    const auto account = model().account_of(order.whom);
    if (!account || !ready())
        return note(ready() ? fmt::format("Nobody is called {}.", shown_word(order.whom))
                            : std::string("The server is not there."));
    act([&](Model& changed, Now now, Effects& effects) {
        changed.order(order.what, *account,
                      order.name.empty() ? std::nullopt : std::optional(order.name), now, effects);
    });
}

void Chat::typed(const client::TypedHelp&) {
    note(
        "/w NAME TEXT whispers, /name NEW takes another name, /who tells who is here, /quit "
        "leaves; a text that begins with / is written with //. F1 shows all keys.");
}

void Chat::typed(const client::TypedWrong& wrong) { note(wrong.sentence); }

/// Starts a whisper to a name, and says `text` in it when there is one.
void Chat::look_up(std::string name, std::string text) {
    if (const auto account = model().account_of(name)) {
        talk_to(*account);
        if (!text.empty()) say(*account, text);
        return;
    }
    if (!ready() || lookup_) {
        note(fmt::format("{} can only be looked up when the server is there.", shown_word(name)));
        return put_back(fmt::format("/w {} {}", name, text));
    }
    lookup_ = Lookup{0, std::move(name), std::move(text), open_};
    act([&](Model& changed, Now now, Effects& effects) {
        lookup_->request = changed.who(lookup_->name, now, effects);
    });
}

void Chat::say(const std::optional<Account>& to, const std::string& text) {
    client::OutboxRow row;
    row.room = lobby;
    row.to = to;
    row.body = text;
    const ConversationId conversation = to ? whisper_id(key_.account, *to) : lobby;
    if (!enter(std::move(row), conversation)) return put_back(as_typed(text));
    // The store has dropped the draft with it; one that stands in the composer is kept anew.
    if (conversation == open_ && !draft_.empty()) keep_soon();
}

/// Enter: first into the store, only then to the broker.
bool Chat::enter(client::OutboxRow row, const ConversationId& conversation) {
    if (row.body.size() > limit::body || !valid_utf8(row.body)) {
        note(fmt::format("A text has at most {} bytes: it was not sent.", limit::body));
        return false;
    }
    row.id = client::make_message_id();
    row.kind = kind_text;
    if (!kept([&] { store_->enter(row, conversation); })) return false;
    act([&](Model& changed, Now now, Effects& effects) {
        changed.post(std::move(row), now, effects);
    });
    return true;
}

// ---- drafts ---------------------------------------------------------------------------------

void Chat::want(const WantDraft& wanted) {
    draft_ = wanted.text;
    keep_soon();
}

void Chat::keep_soon() {
    draft_unkept_ = true;
    if (!keep_at_) keep_at_ = std::chrono::steady_clock::now() + kept_after;
}

/// What the disk refuses is tried again with the next change.
void Chat::keep_all() {
    keep_at_.reset();
    if (!store_) return;
    if (draft_unkept_) draft_unkept_ = !kept([&] { store_->set_draft(open_, draft_); });
    for (const auto& read : std::exchange(reads_unkept_, {}))
        kept([&] { store_->set_read(read.first, read.second); });
}

void Chat::open_with_draft(const client::Store* store) {
    draft_.clear();
    if (store) kept([&] { draft_ = store->draft(open_); });
    scene_.draft = draft_;
    ++scene_.draft_version;
}

/// Back into the composer, before what is there.
void Chat::put_back(const std::string& text) {
    draft_ = draft_.empty() ? text : text + "\n" + draft_;
    scene_.draft = draft_;
    ++scene_.draft_version;
    changed_ = true;
    keep_soon();
}

// ---- conversations --------------------------------------------------------------------------

void Chat::talk_to(const std::optional<Account>& account) {
    if (!client_) return;
    keep_all();
    to_ = account;
    open_ = account ? whisper_id(key_.account, *account) : lobby;
    if (account) {
        act([&](Model& changed, Now now, Effects& effects) {
            changed.set_interest(open_, {Interest::Kind::newest, 0, {}}, now, effects);
        });
    }
    const bool seen_before = streams_.contains(open_);
    Stream& shown = stream(open_);
    if (const auto* state = model().find(open_)) {
        shown.take(*state);
        if (!seen_before || account) shown.set_unread_line(read_position(*state));
    }
    open_with_draft(store_.get());
    older_loading_ = false;
    changed_ = lists_old_ = true;
}

void Chat::want(const WantOlder& wanted) {
    if (!ready() || older_loading_) return;
    older_loading_ = true;
    act([&](Model& changed, Now now, Effects& effects) {
        changed.fetch_older(wanted.conversation, now, effects);
    });
}

void Chat::want(const WantRead& wanted) {
    if (!client_) return;
    reads_unkept_[wanted.conversation] = wanted.number;
    if (!keep_at_) keep_at_ = std::chrono::steady_clock::now() + kept_after;
    lists_old_ = true;
    act([&](Model& changed, Now now, Effects& effects) {
        changed.mark_read(wanted.conversation, wanted.number, now, effects);
    });
}

void Chat::want(const WantEditAgain& wanted) {
    if (auto refused = stream(open_).take_refused(wanted.id)) put_back(as_typed(refused->row.body));
}

void Chat::want(const WantDismiss& wanted) { stream(open_).take_refused(wanted.id); }

}  // namespace indaba::ui
