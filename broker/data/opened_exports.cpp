#include "broker/data/opened_exports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

/// Returns what SQLite could not do with an export, as a sentence that says what to do.
std::runtime_error unusable(const fs::path& file, const sqlite::Error& error) {
    const std::string name = file.string();
    switch (error.failure()) {
        case sqlite::Failure::cannot_open:
            return std::runtime_error(fmt::format(
                "{} cannot be opened. Check its name, and that this user may read it.", name));
        case sqlite::Failure::not_a_database:
            return std::runtime_error(fmt::format(
                "{} is no file that `indaba-cli export` wrote. Name such a file.", name));
        default:
            return std::runtime_error(fmt::format(
                "{} cannot be read: {}. Export it again, or leave it out.", name, error.reason()));
    }
}

/// Runs a function that reads an export.
template <class Read>
auto reading(const fs::path& file, Read&& read) {
    try {
        return read();
    } catch (const sqlite::Error& error) {
        throw unusable(file, error);
    }
}

}  // namespace

OpenedExports::OpenedExports(const std::vector<fs::path>& files) {
    for (const fs::path& file : files) open(file);
    for (const client::ExportedFile& file : files_) {
        const auto exported = reading(file.path(), [&] { return file.conversations(); });
        for (const client::ExportedConversation& each : exported) add(file, each);
        names_.merge(reading(file.path(), [&] { return file.names(); }));
    }
    for (auto& [id, known] : conversations_) known.name = name_of(known.conversation);
}

void OpenedExports::open(const fs::path& file) {
    reading(file, [&] { files_.emplace_back(file); });
    if (files_.back().origin().journal == journal()) return;
    throw std::runtime_error(fmt::format(
        "{} and {} are copies of different servers, or of one before and after a restore. Name the "
        "exports of one of them.",
        files_.front().path().string(), file.string()));
}

void OpenedExports::add(const client::ExportedFile& file,
                        const client::ExportedConversation& exported) {
    const Head& head = exported.head;
    if (!is_room_or_whisper(head.conversation))
        throw std::runtime_error(
            fmt::format("{} is damaged: conversation {} is neither a room nor a whisper of its two "
                        "ends. Export it again, or leave it out.",
                        file.path().string(), to_hex(head.conversation.id)));
    const auto [place, is_new] = conversations_.try_emplace(head.conversation.id);
    KnownToExports& known = place->second;
    // The title of a room changes, the ends of a whisper do not.
    if (!is_new && known.conversation.between != head.conversation.between)
        throw std::runtime_error(fmt::format(
            "{} and {} contradict each other about conversation {}. Nothing was restored. Leave "
            "out the one that you trust less.",
            known.parts.front().first->path().string(), file.path().string(),
            to_hex(head.conversation.id)));
    if (is_new || head.number > known.last) known.conversation = head.conversation;
    known.last = std::max(known.last, head.number);
    known.parts.emplace_back(&file, exported);
}

std::string OpenedExports::name_of(const Conversation& conversation) const {
    if (conversation.id == lobby) return std::string(lobby_title);
    if (conversation.room) return "#" + screen_word(*conversation.room);
    const auto name = [&](const Account& account) {
        const auto found = names_.find(account);
        return found == names_.end() ? to_hex(account) : screen_word(found->second);
    };
    return fmt::format("the whispers of {} and {}", name(conversation.between->low),
                       name(conversation.between->high));
}

MergedEntries OpenedExports::merge(
    const KnownToExports& known,
    const std::function<void(const Entry& entry, bool taken)>& use) const {
    std::vector<ExportedPart> parts;
    for (const auto& part : known.parts) {
        const fs::path& path = part.first->path();
        const auto next = reading(path, [&] { return part.first->entries(part.second.key); });
        parts.push_back(
            {path.string(), part.second.ranges, [path, next] { return reading(path, next); }});
    }
    return merge_entries(known.conversation.id, known.name, std::move(parts), use);
}

std::vector<ExportedNames> OpenedExports::names() const {
    std::vector<ExportedNames> all;
    for (const client::ExportedFile& file : files_)
        all.push_back(
            {file.origin().account, 0, reading(file.path(), [&] { return file.names(); })});
    const auto found = conversations_.find(lobby);
    if (found == conversations_.end()) return all;
    auto names = all.begin();
    for (const client::ExportedFile& file : files_) {
        for (const auto& [of, exported] : found->second.parts)
            if (of == &file) names->as_of = exported.head.number;
        ++names;
    }
    return all;
}

std::map<Account, std::uint64_t> OpenedExports::first_in_lobby() const {
    std::map<Account, std::uint64_t> first;
    const auto found = conversations_.find(lobby);
    if (found == conversations_.end()) return first;
    for (const auto& [file, exported] : found->second.parts) {
        std::uint64_t& known = first[file->origin().account];
        known = std::max(known, exported.head.first);
    }
    return first;
}

}  // namespace indaba::broker
