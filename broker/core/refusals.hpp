#pragma once
/// The refusals that several parts of the core give in the same words.
#include <chrono>
#include <string_view>

#include "broker/journal/journal.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::broker::refusals {

constexpr std::chrono::milliseconds retry_delay{500};
constexpr std::chrono::milliseconds full_disk_retry_delay{1'000};
constexpr std::chrono::milliseconds unreadable_retry_delay{1'000};
constexpr std::string_view disk_full_sentence =
    "The broker's disk is full. Nothing can be stored until its operator makes room.";
constexpr std::string_view disk_failing_sentence =
    "The broker's disk fails: this may not be stored. Its operator finds the reason in the log.";
constexpr std::string_view unreadable_sentence =
    "The broker cannot read its journal. Its operator finds the reason in the log.";
constexpr std::string_view unreachable_sentence =
    "The broker cannot reach its database. Nothing can be stored until it answers again.";
constexpr std::string_view no_lease_sentence =
    "This broker has lost its database. Another broker of the server may have it.";
constexpr std::string_view stopping_sentence = "The broker is being stopped.";
constexpr std::string_view banned_sentence = "The operator of this broker has banned you.";

inline Refusal stopping() { return Refusal::retry(code::stopping, stopping_sentence, retry_delay); }
inline Refusal no_lease() {
    return Refusal::retry(code::journal_unreachable, no_lease_sentence, retry_delay);
}
inline Refusal being_decided() {
    return Refusal::retry(code::busy, "A decision about this account is being written.",
                          retry_delay);
}
inline Refusal journal_is_full() {
    return Refusal::retry(code::busy, "More is said than the disk can take just now.", retry_delay);
}
/// Returns the refusal of a write while the disk is in trouble.
inline Refusal trouble(StorageTrouble trouble) {
    if (trouble == StorageTrouble::disk_full)
        return Refusal::retry(code::disk_full, disk_full_sentence, full_disk_retry_delay);
    if (trouble == StorageTrouble::disk_failing)
        return Refusal::retry(code::disk_failing, disk_failing_sentence, retry_delay);
    if (trouble == StorageTrouble::journal_unreachable)
        return Refusal::retry(code::journal_unreachable, unreachable_sentence, retry_delay);
    return Refusal::retry(code::journal_unreadable, unreadable_sentence, unreadable_retry_delay);
}
/// Returns the refusal of a write with this outcome: it names the trouble of the disk, or has
/// `sentence` when there is none.
inline Refusal not_stored(const Outcome& outcome, std::string_view sentence) {
    if (const StorageTrouble found = trouble_of(outcome); found != StorageTrouble::none)
        return trouble(found);
    return Refusal::retry(code::not_stored, sentence, retry_delay);
}
inline Refusal name_taken() {
    return Refusal::final(code::name_taken, "Somebody has this name, or one that looks like it.");
}
inline Refusal unknown_account() {
    return Refusal::final(code::unknown_account, "No account with this key ever joined.");
}
/// Returns the refusal with this code that a rule of the rooms gives.
inline Refusal of_room(std::string_view why) {
    const auto is = [&why](std::string_view one) { return why == one; };
    return Refusal::final(
        why,
        is(code::unknown_room) ? "There is no such room."
        : is(code::not_member) ? "That is for members of the room only."
        : is(code::not_owner)  ? "Only an owner of the room may do that."
        : is(code::last_owner) ? "A room with members needs an owner: make somebody else one first."
        : is(code::archived)   ? "The room is archived: it can be read, and reopened by an owner."
        : is(code::title_taken) ? "A room has this title, or one that looks like it."
        : is(code::rooms_used_up)
            ? "There are as many rooms, members or owners as this broker allows."
            : "This broker knows no such change of a room.");
}
inline Refusal out_of_order() {
    return Refusal::final(code::retry_order, "An earlier message has to come first.");
}

}  // namespace indaba::broker::refusals
