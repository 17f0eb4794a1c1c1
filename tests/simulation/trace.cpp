#include "tests/simulation/trace.hpp"

#include <fmt/format.h>

namespace indaba::simulation {

void Trace::note(ms at, int who, std::string_view does, std::string_view what,
                 std::uint64_t number) {
    mix(static_cast<std::uint64_t>(at.count()));
    mix(static_cast<std::uint64_t>(who));
    mix(does);
    mix(what);
    mix(number);
    ++count_;
    last_.push_back({at, who, does, std::string(what), number});
    if (last_.size() > lines_kept_) last_.pop_front();
}

std::string Trace::tail() const {
    std::string result;
    for (const Line& line : last_) {
        const std::string who = line.who < 0 ? fmt::format("broker {}", broker - line.who)
                                             : fmt::format("person {}", line.who);
        result += fmt::format("  {:>8} ms  {:<9} {} {} {}\n", line.at.count(), who, line.does,
                              line.what, line.number);
    }
    return result;
}

/// Adds a value to the hash (FNV-1a).
void Trace::mix(std::uint64_t value) {
    for (int i = 0; i < 8; ++i) {
        hash_ ^= value >> (8 * i) & 0xff;
        hash_ *= 0x100000001b3;
    }
}

void Trace::mix(std::string_view text) {
    for (const char letter : text) {
        hash_ ^= static_cast<std::uint8_t>(letter);
        hash_ *= 0x100000001b3;
    }
    mix(std::uint64_t{text.size()});
}

}  // namespace indaba::simulation
