#include "tests/load/report.hpp"

#include <fmt/format.h>

#include "common/wire/text.hpp"

namespace indaba::load {
namespace {

double ms(Micros time) { return static_cast<double>(time.count()) / 1000; }

std::optional<double> cpu_us_per_delivery(const Report& report) {
    if (!report.broker_cpu || report.counts.delivered == 0) return std::nullopt;
    return static_cast<double>(report.broker_cpu->count()) /
           static_cast<double>(report.counts.delivered);
}

}  // namespace

bool Report::clean() const {
    return counts.clean() && counts.receipts == counts.sent && unanswered == 0;
}

std::string for_people(const Report& report) {
    const Counts& counts = report.counts;
    std::string text = fmt::format(
        "Joined in {:.2f} s.\n"
        "Posts {}, receipts {}; {} of {} deliveries: {} lost, {} doubled, {} out of order, "
        "{} wrong.\n"
        "Latency: 50 % within {:.2f} ms, 99 % within {:.2f} ms, at most {:.2f} ms.\n",
        ms(report.connect_took) / 1000, counts.sent, counts.receipts, counts.delivered,
        counts.expected, counts.lost, counts.doubled, counts.out_of_order, counts.wrong,
        ms(report.latencies.quantile(0.5)), ms(report.latencies.quantile(0.99)),
        ms(report.latencies.longest()));
    if (const auto cpu = cpu_us_per_delivery(report))
        text += fmt::format("Broker: {:.2f} us of CPU per delivery.\n", *cpu);
    if (report.losses + report.refused + report.unanswered > 0)
        text += fmt::format(
            "{} connections lost, {} posts refused, {} clients without a pong. {}\n", report.losses,
            report.refused, report.unanswered, screen_word(report.trouble));
    return text;
}

std::string as_json(const Report& report) {
    const Counts& counts = report.counts;
    const auto quantile = [&](double part) { return ms(report.latencies.quantile(part)); };
    const Latencies& receipts = report.receipt_latencies;
    const auto cpu = cpu_us_per_delivery(report);
    return fmt::format(
        R"({{"sent":{},"receipts":{},"expected":{},"delivered":{},"lost":{},"doubled":{},)"
        R"("out_of_order":{},"p50_ms":{:.3f},"p99_ms":{:.3f},"p999_ms":{:.3f},"max_ms":{:.3f},)"
        R"("receipt_p50_ms":{:.3f},"receipt_p99_ms":{:.3f},)"
        R"("connect_s":{:.3f},"broker_cpu_us_per_delivery":{},"broker_rss_kib":{},)"
        R"("wrong":{},"refused":{},"connections_lost":{},"unanswered":{}}})",
        counts.sent, counts.receipts, counts.expected, counts.delivered, counts.lost,
        counts.doubled, counts.out_of_order, quantile(0.5), quantile(0.99), quantile(0.999),
        ms(report.latencies.longest()), ms(receipts.quantile(0.5)), ms(receipts.quantile(0.99)),
        ms(report.connect_took) / 1000, cpu ? fmt::format("{:.3f}", *cpu) : "null",
        report.broker_rss_kib ? fmt::format("{}", *report.broker_rss_kib) : "null", counts.wrong,
        report.refused, report.losses, report.unanswered);
}

}  // namespace indaba::load
