#pragma once
/// What indaba-load ends with.

namespace indaba::load::exit_code {

constexpr int clean = 0;
constexpr int not_clean = 1;  // something was lost, doubled, out of order, wrong or has no receipt
constexpr int usage = 2;
constexpr int no_connection = 3;

}  // namespace indaba::load::exit_code
