#pragma once
/// Finds people by the beginning of their names, to add them to a room. Pure.
#include <cstddef>
#include <string_view>
#include <vector>

#include "common/client/model/model.hpp"

namespace indaba::ui {

/// Returns at most `count` known people whose names begin with `typed`, whatever the case, but for
/// the user and those in `without`: whose name is exactly that, then who is online, then partners
/// of whispers and members of own rooms; by name.
std::vector<Person> find_people(const client::Model& model, std::string_view typed,
                                const std::vector<Person>& without, std::size_t count);

}  // namespace indaba::ui
