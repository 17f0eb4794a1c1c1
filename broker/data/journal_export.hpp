#pragma once
/// Writes the journal of a data directory as a dump (common/wire/dump.hpp), from which `import`
/// makes the same journal elsewhere. A broker may be running. The broker's key is not in it.
#include <filesystem>
#include <string>

#include "broker/journal/dump.hpp"

namespace indaba::broker {

struct ExportOptions {
    std::filesystem::path to;  // "-": standard output
    bool json = false;         // the readable form
    bool overwrite = false;
};

/// Writes the whole dump. A file is there whole or not at all; what went to standard output has no
/// end when this throws: std::runtime_error with a sentence for the operator.
void export_journal(const std::filesystem::path& data, const ExportOptions& options);
/// Does the same with any journal, which sentences name so.
void export_journal(DumpReader& journal, const std::string& name, const ExportOptions& options);

}  // namespace indaba::broker
