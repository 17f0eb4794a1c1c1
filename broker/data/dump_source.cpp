#include "broker/data/dump_source.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <iostream>
#include <stdexcept>
#include <system_error>

namespace indaba::broker {
namespace fs = std::filesystem;

DumpSource::DumpSource(const fs::path& from)
    : name_(from == "-" ? "The standard input" : from.string()) {
    std::error_code ignored;  // of a file that is not there
    if (fs::is_directory(from, ignored)) fail("it is a directory");
    if (from != "-") file_.open(from, std::ios::binary);
    if (!file_) fail(std::generic_category().message(errno));
    try {
        dump_.emplace(from == "-" ? std::cin : file_);
    } catch (const DumpFault& fault) {
        fail(fault.what());
    }
}

MovedJournal DumpSource::move_into(DumpWriter& journal) try {
    return move_journal(*dump_, journal);
} catch (const DumpFault& fault) {
    fail(fault.what());
}

void DumpSource::fail(std::string_view why) const {
    throw std::runtime_error(
        fmt::format("{} cannot be imported: {}. Nothing was imported.", name_, why));
}

}  // namespace indaba::broker
