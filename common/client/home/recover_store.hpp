#pragma once
/// Saves what is left of a damaged store. Used by store_file.cpp only; it never changes the damaged
/// file and never keeps a row whose checksum is wrong.
#include <filesystem>
#include <string>

namespace indaba::client {

/// Puts each row of `damaged` that can be read into `mended`, an empty store. Says how many rows of
/// what were saved and what could not be read. Throws std::runtime_error when the disk refuses.
std::string recover_store(const std::filesystem::path& damaged,
                          const std::filesystem::path& mended);

}  // namespace indaba::client
