#pragma once
/// The answer to a request for a list: of accounts, rooms or members. Included by the files of the
/// core that answer one.
#include <utility>
#include <vector>

#include "broker/core/core.hpp"
#include "broker/core/split_into_frames.hpp"

namespace indaba::broker {

template <class Item, class Make>
void Core::send_list(const Session& session, std::vector<Item> list, const Make& make, Now now,
                     Effects& effects) {
    auto parts = split_into_frames(std::move(list));
    if (parts.empty()) parts.emplace_back();
    const std::size_t before = effects.size();
    for (std::size_t i = 0; i < parts.size(); ++i)
        send(session, make(std::move(parts[i]), i + 1 < parts.size()), effects);
    charge_sent(session, effects, before, now);
}

}  // namespace indaba::broker
