#pragma once
/// The key that the broker at an endpoint has, or claims to have.
#include "common/base/endpoint.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::client {

struct EndpointKey {
    Endpoint endpoint;
    Account key{};
    bool operator==(const EndpointKey&) const = default;
};

}  // namespace indaba::client
