#pragma once
/// Names a batch among those of all brokers. Rows that others must learn of carry the stamp of the
/// batch that changed them last.
#include <cstdint>

namespace indaba::broker {

struct BatchStamp {
    std::int64_t writer = 0;  // its key in the table of writers
    std::uint64_t batch = 0;  // its number among the batches of this writer
};

}  // namespace indaba::broker
