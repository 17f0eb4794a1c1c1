#include "broker/data/journal_export.hpp"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "broker/data/private_output.hpp"
#include "broker/data/published_file.hpp"
#include "broker/journal/dump_file.hpp"
#include "broker/journal/sqlite/sqlite_dump_reader.hpp"
#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "broker/process/standard_output.hpp"
#include "common/base/scratch_directory.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

/// Passes bytes on in large pieces.
class Buffer {
 public:
    explicit Buffer(DumpOutput output) : output_(std::move(output)) {}
    void add(std::string_view bytes) {
        bytes_ += bytes;
        if (bytes_.size() >= enough) flush();
    }
    void flush() {
        output_(bytes_);
        bytes_.clear();
    }

 private:
    static constexpr std::size_t enough = 65'536;
    DumpOutput output_;
    std::string bytes_;
};

/// A journal, its name in sentences, and the form that is asked for.
struct Source {
    DumpReader& journal;
    const std::string& name;
    bool json = false;
};

void write_dump(const Source& source, const DumpOutput& output) try {
    Buffer buffer(output);
    const DumpOutput add = [&](std::string_view bytes) { buffer.add(bytes); };
    std::unique_ptr<DumpWriter> dump;
    if (source.json)
        dump = std::make_unique<DumpJsonWriter>(add);
    else
        dump = std::make_unique<DumpFileWriter>(add);
    move_journal(source.journal, *dump);
    buffer.flush();
} catch (const DumpFault& fault) {
    throw std::runtime_error(fmt::format(
        "{} is damaged, and was not exported: {}. Keep the last good backup, and copy the data "
        "directory as it is.",
        source.name, fault.what()));
}

void write_to_standard_output(const Source& source) try {
    if (!source.json && output_is_terminal())
        throw std::runtime_error(
            "An export is not for a terminal. Send it on with | or >, name a file, or choose the "
            "readable form with --json.");
    write_dump(source, [](std::string_view bytes) {
        if (!print_output(bytes))
            throw std::runtime_error("The export is not complete: its reader has gone.");
    });
} catch (const std::system_error& error) {
    throw std::runtime_error(
        fmt::format("The export could not be written to standard output completely: {}.",
                    error.code().message()));
}

void write_to_file(const Source& source, const fs::path& finished, const fs::path& to) try {
    PrivateOutput output(finished);
    write_dump(source, [&](std::string_view bytes) { output.write(bytes); });
    output.sync();
} catch (const std::system_error& error) {
    const bool is_full =
        error.code() == std::errc::no_space_on_device || error.code() == std::errc::file_too_large;
    throw std::runtime_error(
        fmt::format("{} cannot be written: {}.", to.string(),
                    is_full ? "its disk is full. Make room there, or choose another disk"
                            : error.code().message()));
}

}  // namespace

void export_journal(const fs::path& data, const ExportOptions& options) {
    const fs::path file = data / journal_file_name;
    SqliteDumpReader journal(file);
    export_journal(journal, file.string(), options);
}

void export_journal(DumpReader& journal, const std::string& name, const ExportOptions& options) {
    const Source source{journal, name, options.json};
    if (options.to == "-") return write_to_standard_output(source);
    require_free_name(options.to, options.overwrite);
    const ScratchDirectory scratch(fs::absolute(options.to).parent_path());
    const fs::path finished = scratch.path() / "export";
    write_to_file(source, finished, options.to);
    publish(finished, options.to, options.overwrite);
}

}  // namespace indaba::broker
