#include <fmt/format.h>

#include <utility>
#include <variant>

#include "common/client/home/message_id.hpp"
#include "common/keys/sealed_key.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/workspace/try_disk.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {
namespace {

using client::Interest;
using client::Model;
using client::Now;

/// What is typed or read is in the store so soon after.
constexpr std::chrono::milliseconds save_delay{500};

/// A text of ours as it must be typed to be said again.
std::string escape_slash(const std::string& text) {
    return text.starts_with('/') ? "/" + text : text;
}

/// "/w NAME" alone begins a whisper.
std::optional<std::string> whisper_without_text(const std::string& text) {
    if (!text.starts_with("/w ")) return std::nullopt;
    const std::size_t begin = text.find_first_not_of(' ', 3);
    if (begin == std::string::npos) return std::nullopt;
    const std::size_t end = text.find_first_of(" \t\n", begin);
    if (end != std::string::npos && text.find_first_not_of(" \t\n", end) != std::string::npos)
        return std::nullopt;
    return text.substr(begin, end == std::string::npos ? end : end - begin);
}

}  // namespace

bool Workspace::carry_out(const Intent& intent) {
    changed_ = true;
    std::visit([&](const auto& each) { apply(each); }, intent);
    return !quitting_ && !std::holds_alternative<Quit>(intent);
}

void Workspace::apply(const ConnectToServer& intent) {
    const auto destination = client::parse_destination(intent.server);
    if (!destination) {
        connect_.failed = "The server is a host, host:port, or a whole join link.";
        return show_connect_dialog();
    }
    options_.server.reset();  // from now on by hand: the dialog stays until it worked
    connect(*destination, intent.server, intent.name);
}

void Workspace::apply(const ImportKey& intent) {
    connect_.imported.clear();
    try {
        connect_.import_error = import_key(intent);
    } catch (const std::exception& error) {
        connect_.import_error = error.what();
    }
    if (connect_.import_error.empty())
        connect_.imported = "This home has that key now. Join the server where you use it.";
    ++connect_.import_version;
}

/// Why not; nothing when it is done. A key that was used here is somebody, and stays.
std::string Workspace::import_key(const ImportKey& intent) {
    const std::string text = read_sealed(intent.file);
    if (text.empty()) return "There is no such file, or it cannot be read.";
    const auto opened = unseal(text, intent.passphrase);
    if (const auto* why = std::get_if<std::string>(&opened)) return *why;
    const Key& key = std::get<Key>(opened);
    if (key.account == key_.account) return "";
    if (!settings_.journals.empty())
        return "This home has a key that is in use. Start with a new one: --home DIR.";
    replace_key(options_.home, key);
    key_ = key;
    return "";
}

void Workspace::apply(const TrustServer&) {
    if (!client_ || connect_.trust.empty()) return;
    connect_.trust.clear();
    client_->trust(client_->claimed_key());
}

void Workspace::apply(const CancelConnect&) {
    end_connection();
    show_connect_dialog();
}

void Workspace::apply(const DismissWarning&) {
    if (changed_keys_.empty()) return;
    if (people_) people_->accept(changed_keys_.front());
    changed_keys_.erase(changed_keys_.begin());
    if (people_) try_disk([&] { people_->save(); });
}

void Workspace::apply(const ReconnectNow&) {
    if (client_) client_->retry_now();
}

// ---- what is typed --------------------------------------------------------------------------

void Workspace::apply(const SendMessage& intent) {
    if (!client_ || !store_) return restore_to_composer(intent.text);
    draft_.clear();
    draft_unsaved_ = false;
    // What is said takes the draft out of the store in its own transaction; a command does not.
    if (intent.text.starts_with('/')) try_disk([&] { store_->set_draft(open_, ""); });
    if (const auto name = whisper_without_text(intent.text)) return whisper_by_name(*name, "");
    const client::InputCommand what = client::parse_input(intent.text);
    std::visit([&](const auto& command) { run_input(command); }, what);
    if (std::holds_alternative<client::InvalidInput>(what)) restore_to_composer(intent.text);
}

void Workspace::run_input(const client::TextInput& text) { send_text(to_, text.text); }

void Workspace::run_input(const client::WhisperCommand& whisper) {
    whisper_by_name(whisper.name, whisper.text);
}

void Workspace::run_input(const client::WhoCommand&) {
    std::string line = fmt::format("{} here:", model().people().size());
    for (const auto& [account, name] : model().people()) line += " " + screen_word(name);
    note(std::move(line));
}

void Workspace::run_input(const client::NameCommand& name) {
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.ask_name(name.name, now, effects);
    });
    if (!ready()) note("The name is asked for when the server is back.");
}

void Workspace::run_input(const client::OperatorCommand& order) {
    const auto account = model().account_of(order.whom);
    if (!account || !ready())
        return note(ready() ? fmt::format("Nobody is called {}.", screen_word(order.whom))
                            : std::string("The server is not there."));
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.order(order.what, *account,
                      order.name.empty() ? std::nullopt : std::optional(order.name), now, effects);
    });
}

void Workspace::run_input(const client::HelpCommand&) {
    note(
        "/w NAME TEXT whispers, /name NEW takes another name, /who tells who is here, /quit "
        "leaves; a text that begins with / is written with //. F1 shows all keys.");
}

void Workspace::run_input(const client::InvalidInput& wrong) { note(wrong.sentence); }

/// Starts a whisper to a name, and says `text` in it when there is one.
void Workspace::whisper_by_name(std::string name, std::string text) {
    if (const auto account = model().account_of(name)) {
        open_conversation(*account);
        if (!text.empty()) send_text(*account, text);
        return;
    }
    if (!ready() || lookup_) {
        note(fmt::format("{} can only be looked up when the server is there.", screen_word(name)));
        return restore_to_composer(fmt::format("/w {} {}", name, text));
    }
    lookup_ = Lookup{0, std::move(name), std::move(text), open_};
    update_model([&](Model& changed, Now now, Effects& effects) {
        lookup_->request = changed.who(lookup_->name, now, effects);
    });
}

void Workspace::send_text(const std::optional<Account>& to, const std::string& text) {
    client::OutboxRow row;
    row.room = lobby;
    row.to = to;
    row.body = text;
    const ConversationId conversation = to ? whisper_id(key_.account, *to) : lobby;
    if (!store_and_post(std::move(row), conversation))
        return restore_to_composer(escape_slash(text));
    // The store has dropped the draft with it; one that stands in the composer is kept anew.
    if (conversation == open_ && !draft_.empty()) schedule_save();
}

/// Enter: first into the store, only then to the broker.
bool Workspace::store_and_post(client::OutboxRow row, const ConversationId& conversation) {
    if (row.body.size() > limit::body || !valid_utf8(row.body)) {
        note(fmt::format("A text has at most {} bytes: it was not sent.", limit::body));
        return false;
    }
    row.id = client::make_message_id();
    row.kind = kind_text;
    if (!try_disk([&] { store_->add_post(row, conversation); })) return false;
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.post(std::move(row), now, effects);
    });
    return true;
}

// ---- drafts ---------------------------------------------------------------------------------

void Workspace::apply(const ChangeDraft& intent) {
    draft_ = intent.text;
    schedule_save();
}

void Workspace::schedule_save() {
    draft_unsaved_ = true;
    if (!save_at_) save_at_ = std::chrono::steady_clock::now() + save_delay;
}

/// What the disk refuses is tried again with the next change.
void Workspace::save_now() {
    save_at_.reset();
    if (!store_) return;
    if (draft_unsaved_) draft_unsaved_ = !try_disk([&] { store_->set_draft(open_, draft_); });
    for (const auto& read : std::exchange(unsaved_read_positions_, {}))
        try_disk([&] { store_->set_read(read.first, read.second); });
}

void Workspace::load_draft(const client::Store* store) {
    draft_.clear();
    if (store) try_disk([&] { draft_ = store->draft(open_); });
    view_state_.draft = draft_;
    ++view_state_.draft_version;
}

/// Back into the composer, before what is there.
void Workspace::restore_to_composer(const std::string& text) {
    draft_ = draft_.empty() ? text : text + "\n" + draft_;
    view_state_.draft = draft_;
    ++view_state_.draft_version;
    changed_ = true;
    schedule_save();
}

// ---- conversations --------------------------------------------------------------------------

void Workspace::open_conversation(const std::optional<Account>& account) {
    if (!client_) return;
    save_now();
    to_ = account;
    open_ = account ? whisper_id(key_.account, *account) : lobby;
    if (account) {
        update_model([&](Model& changed, Now now, Effects& effects) {
            changed.set_interest(open_, {Interest::Kind::newest, 0, {}}, now, effects);
        });
    }
    const bool seen_before = timelines_.contains(open_);
    Timeline& shown = timeline(open_);
    if (const auto* state = model().find(open_)) {
        shown.update_from(*state);
        if (!seen_before || account) shown.set_unread_line(read_position(*state));
    }
    load_draft(store_.get());
    older_loading_ = false;
    changed_ = lists_stale_ = true;
}

void Workspace::apply(const LoadOlder& intent) {
    if (!ready() || older_loading_) return;
    older_loading_ = true;
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.fetch_older(intent.conversation, now, effects);
    });
}

void Workspace::apply(const MarkRead& intent) {
    if (!client_) return;
    unsaved_read_positions_[intent.conversation] = intent.number;
    if (!save_at_) save_at_ = std::chrono::steady_clock::now() + save_delay;
    lists_stale_ = true;
    update_model([&](Model& changed, Now now, Effects& effects) {
        changed.mark_read(intent.conversation, intent.number, now, effects);
    });
}

void Workspace::apply(const EditRefused& intent) {
    if (auto refused = timeline(open_).remove_refused(intent.id))
        restore_to_composer(escape_slash(refused->row.body));
}

void Workspace::apply(const DismissRefused& intent) { timeline(open_).remove_refused(intent.id); }

}  // namespace indaba::ui
