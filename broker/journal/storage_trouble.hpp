#pragma once
/// The kinds of trouble with the journal's disk and files. Each has one name: the log, `status` and
/// the refusals of the wire use it.
#include <string>
#include <string_view>

#include "common/wire/protocol.hpp"

namespace indaba::broker {

enum class StorageTrouble {
    none,
    disk_full,            // no room, a quota, or the limit of a file's size
    disk_failing,         // a write or a sync failed
    journal_unreadable,   // a read failed, or the file is damaged
    journal_unreachable,  // the database that keeps the journal does not answer
    journal_missing,      // a file of the journal was removed while it was open
    journal_replaced      // a file of the journal is not the one that was opened
};

constexpr std::string_view name_of(StorageTrouble trouble) {
    switch (trouble) {
        case StorageTrouble::disk_full:
            return code::disk_full;
        case StorageTrouble::disk_failing:
            return code::disk_failing;
        case StorageTrouble::journal_unreadable:
            return code::journal_unreadable;
        case StorageTrouble::journal_unreachable:
            return code::journal_unreachable;
        case StorageTrouble::journal_missing:
            return "journal_missing";
        case StorageTrouble::journal_replaced:
            return "journal_replaced";
        case StorageTrouble::none:
            break;
    }
    return "ok";
}

/// A trouble and its reason, for the operator.
struct StorageFinding {
    StorageTrouble trouble = StorageTrouble::none;
    std::string why;
};

/// Returns true when the broker must end: what it stores from now on would be lost.
constexpr bool ends_the_broker(StorageTrouble trouble) {
    return trouble == StorageTrouble::journal_missing ||
           trouble == StorageTrouble::journal_replaced;
}

}  // namespace indaba::broker
