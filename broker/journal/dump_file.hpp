#pragma once
/// A dump as a file (common/wire/dump.hpp has its layout): written through a function, read from a
/// stream. DumpFileReader notices a file that is cut, damaged, or none of ours.
#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

#include "broker/journal/dump.hpp"

namespace indaba::broker {

/// Takes the next bytes of the file.
using DumpOutput = std::function<void(std::string_view)>;

/// The count and the hash of the records, which the last record tells.
class DumpSum {
 public:
    void add(std::string_view record);
    DumpEnd end() const { return end_; }

 private:
    DumpEnd end_;
};

class DumpFileWriter : public DumpWriter {
 public:
    explicit DumpFileWriter(DumpOutput output);
    void add(const DumpRecord& record) override;
    void commit() override;

 private:
    void write(std::string_view record);

    DumpOutput output_;
    DumpSum sum_;
};

/// Writes the readable form, one JSON object in each line (dump_json.hpp). It has the same last
/// hash.
class DumpJsonWriter : public DumpWriter {
 public:
    explicit DumpJsonWriter(DumpOutput output);
    void add(const DumpRecord& record) override;
    void commit() override;

 private:
    DumpOutput output_;
    DumpSum sum_;
};

class DumpFileReader : public DumpReader {
 public:
    /// Throws DumpFault when the stream is no dump of a version that is known.
    explicit DumpFileReader(std::istream& in);
    std::optional<DumpRecord> next() override;
    /// Returns the first record, which next() returns as well.
    const DumpJournal& journal() const { return journal_; }

 private:
    std::string read_record();
    DumpRecord decode(const std::string& bytes);
    void require_end(const DumpEnd& end);

    std::istream& in_;
    DumpSum sum_;
    DumpJournal journal_;
    bool begun_ = false, ended_ = false;
};

}  // namespace indaba::broker
