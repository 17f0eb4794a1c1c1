#pragma once
/// Sets the local time zone for a test.
#include <optional>
#include <utility>

#include "tests/support/environment.hpp"

namespace indaba::test {

/// Sets local time to `zone` during its lifetime, in POSIX form, which needs no files of zones.
class LocalZone {
 public:
    explicit LocalZone(const char* zone) : variable_(std::in_place, "TZ", zone) { apply_zone(); }
    ~LocalZone() {
        variable_.reset();
        apply_zone();
    }
    LocalZone(const LocalZone&) = delete;
    LocalZone& operator=(const LocalZone&) = delete;

 private:
    std::optional<EnvironmentVariable> variable_;
};

/// Zones whose clocks change: in Berlin at 2:00 and 3:00; on Lord Howe Island by half an hour; in
/// São Paulo, by its rule until 2019, at midnight, so that a day begins at 1:00.
inline constexpr const char* berlin = "CET-1CEST,M3.5.0,M10.5.0/3";
inline constexpr const char* lord_howe = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0";
inline constexpr const char* sao_paulo = "<-03>3<-02>,M11.1.0/0,M2.3.0/0";

}  // namespace indaba::test
