#pragma once
/// The record of a simulated world: a hash of all events, to prove that a replay is the same, and
/// the last events as text, to be read after a violation. It contains no wall-clock time and no
/// chain hash: wall clock jumps must not change it.
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "common/wire/bytes.hpp"
#include "tests/simulation/random.hpp"

namespace indaba::simulation {

class Trace {
 public:
    static constexpr int broker = -1;  // the first one; the next is -2
    explicit Trace(std::size_t lines_kept) : lines_kept_(lines_kept) {}

    /// Adds an event. `who`: a person's number, or the broker. `does` must be static.
    void note(ms at, int who, std::string_view does, std::string_view what = {},
              std::uint64_t number = 0);
    std::uint64_t hash() const { return hash_; }
    std::uint64_t count() const { return count_; }
    std::string tail() const;

 private:
    struct Line {
        ms at;
        int who;
        std::string_view does;
        std::string what;
        std::uint64_t number;
    };
    void mix(std::uint64_t value);
    void mix(std::string_view text);

    std::size_t lines_kept_;
    std::uint64_t hash_ = 0xcbf29ce484222325;
    std::uint64_t count_ = 0;
    std::deque<Line> last_;
};

/// Returns a number that identifies a post in a trace: the first 3 bytes of its id.
inline std::uint64_t mark(const MessageId& id) {
    return std::uint64_t{id.bytes[0]} << 16 | std::uint64_t{id.bytes[1]} << 8 | id.bytes[2];
}

}  // namespace indaba::simulation
