#pragma once
/// Sets the local time zone for a test.
#include <cstdlib>
#include <ctime>
#include <string>

namespace indaba::test {

/// Sets local time to `zone` during its lifetime, in POSIX form, which needs no files of zones.
class LocalZone {
 public:
    explicit LocalZone(const char* zone) { set(zone); }
    ~LocalZone() { set(had_one_ ? before_.c_str() : nullptr); }
    LocalZone(const LocalZone&) = delete;
    LocalZone& operator=(const LocalZone&) = delete;

 private:
    static void set(const char* zone) {
        if (zone)
            setenv("TZ", zone, 1);
        else
            unsetenv("TZ");
        tzset();
    }
    bool had_one_ = getenv("TZ") != nullptr;
    std::string before_ = had_one_ ? getenv("TZ") : "";
};

/// Zones whose clocks change: in Berlin at 2:00 and 3:00; on Lord Howe Island by half an hour; in
/// São Paulo, by its rule until 2019, at midnight, so that a day begins at 1:00.
inline constexpr const char* berlin = "CET-1CEST,M3.5.0,M10.5.0/3";
inline constexpr const char* lord_howe = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0";
inline constexpr const char* sao_paulo = "<-03>3<-02>,M11.1.0/0,M2.3.0/0";

}  // namespace indaba::test
