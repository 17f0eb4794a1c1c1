#pragma once
/// The exit codes of indaba-load.

namespace indaba::load::exit_code {

constexpr int clean = 0;
constexpr int not_clean = 1;  // entries were lost, doubled, out of order or wrong, or posts have no
                              // receipt; or the report could not be written
constexpr int usage = 2;
constexpr int no_connection = 3;

}  // namespace indaba::load::exit_code
