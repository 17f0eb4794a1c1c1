#pragma once
/// Tells the routing ids that libzmq has assigned from those that peers chose. libzmq counts them
/// up (a zero byte and four more bytes) and also accepts any id that a peer chooses. If a peer
/// chooses an id that libzmq is still to assign, libzmq ends the process when it gets there. So
/// messages from ids that libzmq did not assign are dropped. SECURITY.md tells the limits of this.
/// Pure.
#include <cstdint>
#include <optional>
#include <string_view>

namespace indaba::broker {

class AssignedRoutingIds {
 public:
    /// `first` is the id that libzmq assigned last. Returns false if it does not have the known
    /// form.
    bool start(std::string_view first);
    /// Called when libzmq may have assigned an id to one more connection.
    void count_connection() { ++assigned_; }
    bool is_assigned(std::string_view id) const;
    /// Returns whether both were assigned, `one` after `other`.
    bool is_later(std::string_view one, std::string_view other) const;

 private:
    std::uint32_t sequence_number(std::string_view id) const;

    std::uint32_t first_ = 0;
    std::uint32_t assigned_ = 0;  // ids after the first, at most
};

}  // namespace indaba::broker
