#pragma once
/// Which routing ids libzmq itself has given out. It generates them one after the other (a zero
/// byte and four more), and takes any other id that a peer chooses; one chosen ahead of its turn
/// would end the process when its turn comes. So nothing is heard from an id that is not generated.
/// What this cannot do is in SECURITY.md. Pure.
#include <cstdint>
#include <optional>
#include <string_view>

namespace indaba::broker {

class GeneratedIds {
 public:
    /// `first`: one that libzmq has just generated. False if it does not look like one.
    bool begin(std::string_view first);
    /// A peer has come so far that libzmq may have generated one for it.
    void one_more() { ++given_; }
    bool has(std::string_view id) const;
    /// Both were given out, `one` after `other`.
    bool later(std::string_view one, std::string_view other) const;

 private:
    std::uint32_t place(std::string_view id) const;

    std::uint32_t first_ = 0;
    std::uint32_t given_ = 0;  // after the first
};

}  // namespace indaba::broker
