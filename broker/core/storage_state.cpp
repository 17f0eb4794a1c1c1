#include "broker/core/storage_state.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "broker/core/refusals.hpp"

namespace indaba::broker {
namespace {

// No session has this serial and no gap this token.
constexpr std::uint64_t probe_token = std::numeric_limits<std::uint64_t>::max();

}  // namespace

std::string StorageState::description() const {
    const Trouble& trouble = reading_.kind != StorageTrouble::none ? reading_ : writing_;
    if (trouble.kind == StorageTrouble::none) return "ok";
    return fmt::format("{}: {}", name_of(trouble.kind), trouble.why);
}

std::optional<Refusal> StorageState::write_refusal() const {
    if (reading_.kind == StorageTrouble::none) return std::nullopt;
    return refusals::trouble(reading_.kind);
}

bool StorageState::is_unreadable_for_good() const {
    return reading_.kind != StorageTrouble::none && damaged_;
}

void StorageState::on_committed(const std::vector<Outcome>& outcomes, Effects& effects) {
    bool stored = false;
    for (const Outcome& outcome : outcomes) {
        const StorageTrouble kind = trouble_of(outcome);
        if (kind != StorageTrouble::none)
            return change(writing_, {kind, reason_of(outcome)}, effects);
        stored = stored || std::holds_alternative<Stored>(outcome);
    }
    if (stored) change(writing_, {}, effects);
}

bool StorageState::on_page(const PageRead& page, ms now, Effects& effects) {
    const bool is_probe = page.token == probe_token;
    if (page.failed) {
        damaged_ = damaged_ || page.damaged;
        change(reading_, {page.trouble, page.why}, effects);
        failed_read_ = page.request;
        probe_due_ = now + probe_interval;
    } else if (is_probe) {
        change(reading_, {}, effects);
        failed_read_.reset();
        damaged_ = false;
        probe_due_.reset();
    }
    return is_probe;
}

void StorageState::on_trouble(StorageTrouble trouble, const std::string& why, Effects& effects) {
    change(writing_, {trouble, why}, effects);
}

void StorageState::probe(Effects& effects) {
    probe_due_.reset();
    if (!failed_read_) return;
    failed_read_->token = probe_token;
    effects.push_back(ReadPage{*failed_read_});
}

/// Reports the beginning and the end of a trouble, and a trouble of another kind.
void StorageState::change(Trouble& trouble, Trouble now, Effects& effects) {
    const bool same = trouble.kind == now.kind;
    trouble = std::move(now);
    if (same) return;
    Report report{Report::What::journal_trouble, "", trouble.why, 0, trouble.kind};
    if (trouble.kind == StorageTrouble::none) {
        report.what = Report::What::journal_recovered;
        report.why = "the journal works again";
    }
    effects.push_back(std::move(report));
}

}  // namespace indaba::broker
