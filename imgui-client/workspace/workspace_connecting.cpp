#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

#include "common/base/path_text.hpp"
#include "common/client/home/home.hpp"
#include "common/keys/fingerprint.hpp"
#include "common/wire/chain.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {

using client::Model;
using client::Store;

Workspace::Workspace(Options options)
    : options_(std::move(options)),
      key_(load_or_make_key(options_.home)),
      connection_(options_.home, options_.plain) {
    settings_ = client::load_settings(options_.home, connect_.warning);
    copy_.kept = options_.keep_local.value_or(settings_.keep_local);
    about_ = {options_.version, to_utf8(options_.home), fingerprint(key_.account), {}};
    connection_.set_endpoints(options_.server ? options_.server->endpoints : last_endpoints());
    connect_.open = true;
    connect_.server = options_.server ? client::to_string(*options_.server)
                                      : client::to_string(connection_.endpoints());
    connect_.name = options_.name.empty() ? settings_.name : options_.name;
    connect_.version = 1;
    connect_.name_known = known_journal().has_value();
    const auto journal = known_journal();
    // A server that this home has a copy of needs no dialog.
    if (!options_.server && journal && client::Replica::exists(options_.home, *journal))
        options_.server = client::Destination{connection_.endpoints(), {}, {}};
    if (options_.server) connect(*options_.server, connect_.server, connect_.name);
}

void Workspace::connect(const client::Destination& destination, const std::string& server_text,
                        const std::string& name) {
    end_connection();
    connect_.server = server_text;
    connect_.name = name;
    connect_.failed.clear();
    connect_.name_error.clear();
    connect_.notice.clear();
    connect_.connecting = true;
    connect_.open = !options_.server;
    if (const auto why = connection_.choose(destination, key_)) {
        connect_.failed = *why;
        return show_connect_dialog();
    }
    Model::Options model;
    model.account = key_.account;
    model.software = "indaba";
    model.name = name;
    model.counts_unread = true;
    model.keeps_copy = true;
    journal_ = known_journal();
    if (journal_) store_ = open_store(*journal_);
    if (store_) {
        model.journal = journal_;
        model.outbox = store_->outbox();
    }
    connection_.start(std::move(model));
    if (store_) begin_from_copy();
}

void Workspace::end_connection() {
    changed_keys_.clear();
    differing_.clear();
    notes_for_ready_.clear();
    warnings_.clear();
    people_.reset();
    save_drafts();
    save_view();
    connect_.trust.clear();
    connect_.waiting.clear();
    connection_.close();
    copy_.close();
    search_.end();
    search_.use(std::nullopt);
    store_.reset();
    journal_.reset();
    reset_timelines();
    lookup_.reset();
    rooms_ = {};
    drafts_.clear();
    view_state_ = ViewState{};
    offline_noted_ = false;
    rebuild_all_lists();
    changed_ = true;
}

/// Ends an attempt that never became ready and shows the dialog with the reason and the values as
/// typed.
void Workspace::end_first_attempt(std::string why) {
    end_connection();
    connect_.failed = std::move(why);
    show_connect_dialog();
}

void Workspace::show_connect_dialog() {
    connect_.connecting = false;
    connect_.open = true;
    connect_.name_known = key_was_imported_ || known_journal();
    ++connect_.version;
    changed_ = true;
}

/// Shows the dialog if the first attempt needs a decision: an unknown key to trust, or a reason to
/// try another server. After the first `ready` the banner shows the reason.
void Workspace::check_stop_reason() {
    const client::StopReason reason = client()->stop_reason();
    if (reason == client::StopReason::none || connection_.was_ready()) return;
    if (connection_.has_content() && reason != client::StopReason::unknown_key) return;
    if (reason != client::StopReason::unknown_key)
        return end_first_attempt(connection_.stop_sentence());
    if (!connect_.trust.empty()) return;
    connect_.trust = fingerprint(client()->claimed().key);
    connect_.open = changed_ = true;
}

// ---- intents of the dialog --------------------------------------------------------------------

void Workspace::apply(const ConnectToServer& intent) {
    const auto destination = client::parse_destination(intent.server);
    if (!destination) {
        connect_.server = intent.server;
        connect_.name = intent.name;
        connect_.failed = client::destination_problem(intent.server);
        return show_connect_dialog();
    }
    options_.server.reset();  // chosen in the dialog, so the dialog stays open until ready
    connect(*destination, intent.server, intent.name);
}

void Workspace::apply(const TrustServer&) {
    if (!client() || connect_.trust.empty()) return;
    connect_.trust.clear();
    client()->trust_claimed_key();
}

void Workspace::apply(const CancelConnect&) {
    end_connection();
    show_connect_dialog();
}

void Workspace::apply(const ReconnectNow&) {
    if (client()) client()->retry_now();
}

void Workspace::apply(const ImportKey& intent) {
    connect_.notice.clear();
    key_import_.start(path_of(intent.file), intent.passphrase);
    connect_.importing = true;
}

void Workspace::end_import(const KeyImport::Result& opened) {
    connect_.importing = false;
    const auto* failure = std::get_if<KeyImport::Failure>(&opened);
    connect_.no_key_file = failure && failure->no_file;
    connect_.import_error = failure ? failure->sentence : use_key(std::get<Key>(opened));
    if (connect_.import_error.empty())
        connect_.notice = "The key was imported. Join the server where you use it.";
    ++connect_.import_version;
    changed_ = true;
}

/// Returns why the key is not used, or an empty string. A key that has joined a server is never
/// replaced.
std::string Workspace::use_key(const Key& key) {
    if (key.account == key_.account) return "";
    if (!settings_.journals.empty() || client())
        return "The key of this home is already in use. Import into a new home: --home DIR.";
    try {
        replace_key(options_.home, key);
    } catch (const std::exception& error) {
        return error.what();
    }
    key_ = key;
    about_.fingerprint = fingerprint(key_.account);
    key_was_imported_ = connect_.name_known = true;
    return "";
}

// ---- settings, journal and store ----------------------------------------------------------------

std::optional<JournalId> Workspace::known_journal() const {
    return connection_.known_server().journal(settings_);
}

client::Endpoints Workspace::last_endpoints() const {
    const auto last = client::parse_destination(settings_.server);
    return last ? last->endpoints : client::Endpoints{{"127.0.0.1"}};
}

std::unique_ptr<Store> Workspace::open_store(const JournalId& journal) {
    std::unique_ptr<Store> store;
    disk_.try_disk([&] { store = std::make_unique<Store>(options_.home, journal); });
    if (store && !store->warning().empty()) connect_.warning = store->warning();
    return store;
}

/// Saves server, name and journal for the next start.
void Workspace::save_server_settings() {
    const client::KnownServer server = connection_.known_server();
    const auto save = [&](client::Settings& settings) {
        settings.server = client::to_string(connection_.endpoints());
        settings.name = model().my_name();
        if (model().journal()) server.set_journal(settings, *model().journal());
    };
    save(settings_);
    update_settings(save);
}

void Workspace::save_settings() {
    update_settings([this](client::Settings& stored) {
        stored.window = settings_.window;
        stored.theme = settings_.theme;
        stored.scale = settings_.scale;
    });
}

void Workspace::update_settings(const std::function<void(client::Settings&)>& change) {
    disk_.try_disk([&] { client::update_settings(options_.home, change); });
}

void Workspace::switch_store(const client::Welcomed& welcomed) {
    std::unique_ptr<Store> next;
    try {
        next = std::make_unique<Store>(options_.home, welcomed.journal);
    } catch (const std::exception& error) {
        return end_first_attempt(error.what());  // without a store, posts would be lost
    }
    if (store_ && welcomed.related) {
        disk_.try_disk([&] { next->import_from(*store_); });
        restart_timelines();
        warn(Warnings::About::server,
             "The server has a new journal that continues the previous one. Unsent messages are "
             "sent there.");
    } else if (store_) {
        save_drafts();
        reset_timelines();
        drafts_.clear();
        drafts_.load(next.get(), open_);
        warn(Warnings::About::server,
             "This is another server than last time. Unsent messages are not sent to it.");
        for (const client::OutboxRow& row : welcomed.unsent_rows)
            notes_for_ready_.push_back("Unsent, kept in this home: " + row.body);
    }
    store_ = std::move(next);
    journal_ = welcomed.journal;
    compared_ = false;
    if (!store_->warning().empty()) warn(Warnings::About::file, store_->warning());
    post_stored_outbox();
}

/// Forgets the timelines of the previous journal. Views drop their state when the version changes.
void Workspace::reset_timelines() {
    timelines_.clear();
    ++timelines_version_;
    to_ = {};
    open_ = lobby;
    last_view_ = begun_at_ = {lobby, 0};
    members_asked_of_.reset();
}

/// Begins all timelines anew: the entries of a new journal are other ones, also where their numbers
/// are the same.
void Workspace::restart_timelines() {
    for (auto& each : timelines_) each.second.restart(0);
    for (const auto& each : model().conversations()) timeline(lobby).drop_whispers(each.first);
}

/// Posts the unsent messages of an earlier visit to this journal that the model does not know.
void Workspace::post_stored_outbox() {
    for (const client::OutboxRow& row : store_->outbox()) {
        const auto& outbox = model().outbox();
        if (std::ranges::find(outbox, row.id, &client::OutboxRow::id) != outbox.end()) continue;
        update_model(
            [&](Model& changed, Now now, Effects& effects) { changed.post(row, now, effects); });
    }
}

void Workspace::leave() {
    save_drafts();
    save_view();
    if (client()) {
        keep_heads();
        client()->leave();
    }
}

}  // namespace indaba::ui
