#pragma once
/// What a name may be, and when two names are too alike (UTS 39). A name is shown for an account
/// and is never a key of anything but the claim itself. Used by the core and by clients.
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace indaba {

/// A fit name. `folded` and `skeleton` depend on the ICU version that made them.
struct Name {
    std::string shown;     // NFKC
    std::string folded;    // NFKC case folding: "Ann" and "ann" are one
    std::string skeleton;  // look-alikes have the same
    bool operator==(const Name&) const = default;
};

/// Says why a name is unfit, in a sentence for its owner.
struct InvalidName {
    std::string why;
};

/// 1 to 32 code points after NFKC; no spaces, controls, bidi or invisible characters, private or
/// unassigned code points; one script, or Latin with one East Asian set (UTS 39 "highly
/// restrictive"); none that looks like the broker or an operator.
std::variant<Name, InvalidName> validate_name(std::string_view wanted);

/// The folded form, for looking a name up. Nothing when it is unfit.
std::optional<std::string> folded_name(std::string_view name);

/// Of the library that folds and compares, stored beside what it made.
std::string_view icu_version();

}  // namespace indaba
