#pragma once
/// The rules for names: which are valid, and which two look alike (UTS 39). A name is displayed for
/// an account and identifies only its claim. Used by the core and by clients.
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace indaba {

/// A valid name. `folded` and `skeleton` depend on the ICU version that computed them.
struct Name {
    std::string display;   // NFKC
    std::string folded;    // NFKC case folding: the same for "Ann" and "ann"
    std::string skeleton;  // the same for names that look alike
    bool operator==(const Name&) const = default;
};

/// Says in a sentence for its owner why a name is not valid.
struct InvalidName {
    std::string why;
};

/// Checks a name. A valid one has 1 to 32 code points after NFKC; no spaces, controls, bidi or
/// invisible characters, private or unassigned code points; one script, or Latin with one East
/// Asian set (UTS 39 "highly restrictive"); and does not look like a name of the broker or an
/// operator.
std::variant<Name, InvalidName> validate_name(std::string_view wanted);

/// Checks the title of a room by the same rules. A valid one has 1 to 40 code points and does not
/// look like "lobby"; it may look like a name of an operator.
std::variant<Name, InvalidName> validate_title(std::string_view wanted);

/// Returns the folded form for finding a name, or nullopt when the name is not valid.
std::optional<std::string> folded_name(std::string_view name);

/// Returns the NFKC case folding of any text: the same for "Ann" and "ann".
std::string case_folded(std::string_view text);

/// Returns the version of the library that folds and compares, which is stored beside its results.
std::string_view icu_version();

}  // namespace indaba
