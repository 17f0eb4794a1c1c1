#pragma once
/// A dump that the operator names: a file, or standard input. It fails with sentences that name it.
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "broker/journal/dump_file.hpp"

namespace indaba::broker {

class DumpSource {
 public:
    /// Opens it, "-" for standard input, and reads the first record. Throws std::runtime_error with
    /// a sentence for the operator, as all functions do.
    explicit DumpSource(const std::filesystem::path& from);
    const DumpJournal& journal() const { return dump_->journal(); }
    /// Moves everything into a new journal. Errors of that journal go on as they are.
    MovedJournal move_into(DumpWriter& journal);
    [[noreturn]] void fail(std::string_view why) const;

 private:
    std::string name_;
    std::ifstream file_;
    std::optional<DumpFileReader> dump_;
};

}  // namespace indaba::broker
