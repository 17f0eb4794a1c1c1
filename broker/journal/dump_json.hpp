#pragma once
/// The readable form of a dump, for people and scripts: the records of common/wire/dump.hpp with
/// the same fields, one JSON object in each line. Bytes are hex. The body of a `text` entry is the
/// text `content` instead; where another body can be read, `content` has its fields beside it. It
/// is not imported.
#include <string>

#include "common/wire/dump.hpp"

namespace indaba::broker {

/// Returns the object with a line feed at its end.
std::string json_line(const DumpRecord& record);

}  // namespace indaba::broker
