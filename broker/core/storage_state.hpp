#pragma once
/// Remembers what is wrong with the journal's disk, from the results of writes and reads. A read
/// that failed is tried again until it succeeds; until then nothing new is accepted. The core owns
/// it.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "broker/core/events.hpp"

namespace indaba::broker {

class StorageState {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms probe_interval{1'000};

    /// Returns "ok", or the name of the trouble and its reason.
    std::string description() const;
    /// Returns the refusal of everything that would be written, or nothing while it may be tried.
    std::optional<Refusal> write_refusal() const;

    /// Returns true if the journal is damaged: reads fail for as long as the operator does nothing.
    /// A client never asks again for a page that is refused finally.
    bool is_unreadable_for_good() const;

    void on_committed(const std::vector<Outcome>& outcomes, Effects& effects);
    /// Returns true if the page answers a probe, which nobody else waits for.
    bool on_page(const PageRead& page, ms now, Effects& effects);
    /// Takes trouble that was found between writes and reads.
    void on_trouble(StorageTrouble trouble, const std::string& why, Effects& effects);

    /// Returns the time of the next try of the read that failed.
    std::optional<ms> probe_due() const { return probe_due_; }
    void probe(Effects& effects);

 private:
    struct Trouble {
        StorageTrouble kind = StorageTrouble::none;
        std::string why;
    };
    static void change(Trouble& trouble, Trouble now, Effects& effects);

    Trouble writing_;
    Trouble reading_;
    std::optional<PageRequest> failed_read_;
    bool damaged_ = false;
    std::optional<ms> probe_due_;
};

}  // namespace indaba::broker
