#pragma once
/// Which routing ids libzmq itself has given out. It generates them one after the other (a zero
/// byte and four more), and takes any other id that a peer chooses; one chosen ahead of its turn
/// would end the process when its turn comes. So messages from an id that libzmq did not assign are
/// dropped. What this cannot do is in SECURITY.md. Pure.
#include <cstdint>
#include <optional>
#include <string_view>

namespace indaba::broker {

class AssignedRoutingIds {
 public:
    /// `first`: one that libzmq has just generated. False if it does not look like one.
    bool start(std::string_view first);
    /// A peer has come so far that libzmq may have generated one for it.
    void count_connection() { ++assigned_; }
    bool is_assigned(std::string_view id) const;
    /// Both were given out, `one` after `other`.
    bool is_later(std::string_view one, std::string_view other) const;

 private:
    std::uint32_t sequence_number(std::string_view id) const;

    std::uint32_t first_ = 0;
    std::uint32_t assigned_ = 0;  // after the first
};

}  // namespace indaba::broker
