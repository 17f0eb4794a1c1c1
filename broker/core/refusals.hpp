#pragma once
/// The refusals that several parts of the core give in the same words.
#include <chrono>
#include <string_view>

#include "common/wire/protocol.hpp"

namespace indaba::broker::refusals {

constexpr std::chrono::milliseconds retry_delay{500};
constexpr std::string_view stopping_sentence = "The broker is being stopped.";
constexpr std::string_view banned_sentence = "The operator of this broker has banned you.";

inline Refusal stopping() { return Refusal::retry(code::stopping, stopping_sentence, retry_delay); }
inline Refusal journal_is_full() {
    return Refusal::retry(code::busy, "More is said than the disk can take just now.", retry_delay);
}
inline Refusal not_stored(std::string_view sentence) {
    return Refusal::retry(code::not_stored, sentence, retry_delay);
}
inline Refusal name_taken() {
    return Refusal::final(code::name_taken, "Somebody has this name, or one that looks like it.");
}
inline Refusal out_of_order() {
    return Refusal::final(code::retry_order, "An earlier message has to come first.");
}

}  // namespace indaba::broker::refusals
