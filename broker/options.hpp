#pragma once
/// The options of the broker: from flags, from INDABA_* in the environment, from a TOML file. A
/// flag overrides the environment, which overrides the file. Only options.cpp includes CLI11.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "broker/data/backup.hpp"
#include "broker/data/journal_export.hpp"
#include "broker/data/key_pairing.hpp"
#include "broker/data/restore.hpp"
#include "broker/handshake/admission.hpp"
#include "broker/limits/limits.hpp"

namespace indaba::broker {

struct Options {
    enum class Command {
        serve,
        verify,
        backup,
        restore,
        export_journal,
        import_journal,
        order,
        show_options
    };
    Command command = Command::serve;
    std::filesystem::path data;
    std::string journal;  // the way to a PostgreSQL database; empty: a file in `data`
    bool require_standby = false;
    std::vector<std::string> order_arguments;  // of the subcommand
    std::vector<std::string> bind;             // addresses; empty: every address
    int port = 5000;                           // 0: any free port
    std::string peers;  // with `journal`: ADDRESS[:PORT] for other brokers; empty: the default
    Access access = Access::nearby;
    std::optional<std::uint64_t> history_for_new;  // number of entries; nothing: all
    AllLimits limits;
    bool announce = true;
    bool plain = false;
    MayBeNew may_be_new;
    std::filesystem::path verify;  // the file; empty: the journal of the data directory
    BackupOptions backup;
    RestoreOptions restore;
    ExportOptions export_journal;
    std::filesystem::path import_journal;  // the file
    bool supervise = false;
    bool json_log = false;
    bool debug_log = false;
};

/// Without options the program ends with `exit_code`: after --help, --version or a usage error,
/// which parse_options() has printed.
struct ParsedOptions {
    std::optional<Options> options;
    int exit_code = 0;
};
ParsedOptions parse_options(int argc, const char* const* argv);

}  // namespace indaba::broker
