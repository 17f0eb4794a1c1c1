#pragma once
/// The exports that a journal is restored from: all of one journal, and what they hold together of
/// each conversation.
#include <cstdint>
#include <filesystem>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "broker/data/merged_exports.hpp"
#include "broker/data/restored_people.hpp"
#include "common/client/replica/exported_file.hpp"

namespace indaba::broker {

/// A conversation that at least one export knows.
struct KnownToExports {
    Conversation conversation;  // as the export with its newest head describes it
    std::uint64_t last = 0;     // the number of the newest entry that any of them knows of
    std::string name;           // for a terminal
    std::vector<std::pair<const client::ExportedFile*, client::ExportedConversation>> parts;
};

class OpenedExports {
 public:
    /// Throws std::runtime_error with a sentence for the operator, also when the exports are not of
    /// one journal or describe a conversation differently.
    explicit OpenedExports(const std::vector<std::filesystem::path>& files);

    const JournalId& journal() const { return files_.front().origin().journal; }
    /// Returns the conversations, each with the parts of all exports.
    const std::map<ConversationId, KnownToExports>& conversations() const { return conversations_; }
    /// Calls merge_entries() for a conversation.
    MergedEntries merge(const KnownToExports& known,
                        const std::function<void(const Entry& entry, bool taken)>& use) const;
    std::vector<ExportedNames> names() const;
    /// Returns the first lobby entry that each account with an export may read.
    std::map<Account, std::uint64_t> first_in_lobby() const;

 private:
    void open(const std::filesystem::path& file);
    void add(const client::ExportedFile& file, const client::ExportedConversation& exported);
    std::string name_of(const Conversation& conversation) const;

    std::list<client::ExportedFile> files_;
    std::map<Account, std::string> names_;  // for sentences
    std::map<ConversationId, KnownToExports> conversations_;
};

}  // namespace indaba::broker
