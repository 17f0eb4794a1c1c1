#include "broker/journal/dump_file.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "broker/journal/dump_json.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"

namespace indaba::broker {
namespace {

constexpr std::size_t length_bytes = 4;

std::string length_of(std::string_view record) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(record.size() >> shift);
    return bytes;
}

/// Returns up to `count` bytes; fewer at the end. Throws DumpFault when they cannot be read.
std::string read(std::istream& in, std::size_t count) {
    std::string bytes(count, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(count));
    if (in.bad()) throw DumpFault("it cannot be read");
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

std::string read_all(std::istream& in, std::size_t count) {
    std::string bytes = read(in, count);
    if (bytes.size() < count) throw DumpFault("it ends too early, a part of it is missing");
    return bytes;
}

/// Throws DumpFault, which says what the file seems to be, unless it begins as a dump does.
void require_magic(const std::string& found) {
    if (found == dump_magic) return;
    if (found.empty()) throw DumpFault("it is empty");
    if (dump_magic.starts_with(found)) throw DumpFault("it ends too early");
    if (found.starts_with("{\"t\":\"journal\""))
        throw DumpFault(
            "it is the readable form of an export. Export the journal again, without --json");
    if (found.starts_with("SQLite format 3"))
        throw DumpFault(
            "it is a database. A backup, and what indaba-cli exports, are for indaba-broker "
            "restore");
    throw DumpFault("it is not what indaba-broker export writes");
}

}  // namespace

void DumpSum::add(std::string_view record) {
    end_.hash = hash_of_body(std::string(end_.hash.view()).append(record));
    ++end_.records;
}

// ---- writing -------------------------------------------------------------------------------

DumpFileWriter::DumpFileWriter(DumpOutput output) : output_(std::move(output)) {
    output_(dump_magic);
}

void DumpFileWriter::add(const DumpRecord& record) {
    const std::string bytes = encode(record);
    sum_.add(bytes);
    write(bytes);
}

void DumpFileWriter::commit() { write(encode(DumpRecord(sum_.end()))); }

void DumpFileWriter::write(std::string_view record) {
    output_(length_of(record));
    output_(record);
}

DumpJsonWriter::DumpJsonWriter(DumpOutput output) : output_(std::move(output)) {}

void DumpJsonWriter::add(const DumpRecord& record) {
    sum_.add(encode(record));
    output_(json_line(record));
}

void DumpJsonWriter::commit() { output_(json_line(sum_.end())); }

// ---- reading -------------------------------------------------------------------------------

DumpFileReader::DumpFileReader(std::istream& in) : in_(in) {
    require_magic(read(in_, dump_magic.size()));
    const std::string first = read_record();
    const std::optional<std::uint64_t> version = decode_dump_version(first);
    if (version && *version > dump_version)
        throw DumpFault(
            fmt::format("a newer version of Indaba wrote it (its format is {}, this "
                        "version knows {}). Import it with the newer version",
                        *version, dump_version));
    const DumpRecord record = decode(first);
    const auto* journal = std::get_if<DumpJournal>(&record);
    if (!journal || journal->version != dump_version)
        throw DumpFault("it is damaged: its first record is not that of a journal");
    journal_ = *journal;
    sum_.add(first);
}

std::optional<DumpRecord> DumpFileReader::next() {
    if (!std::exchange(begun_, true)) return journal_;
    if (ended_) return std::nullopt;
    const std::string bytes = read_record();
    DumpRecord record = decode(bytes);
    if (const auto* end = std::get_if<DumpEnd>(&record)) {
        require_end(*end);
        ended_ = true;
        return std::nullopt;
    }
    sum_.add(bytes);
    return record;
}

std::string DumpFileReader::read_record() {
    std::size_t length = 0;
    for (const char byte : read_all(in_, length_bytes))
        length = length << 8 | static_cast<std::uint8_t>(byte);
    if (length > limit::frame)
        throw DumpFault(
            fmt::format("it is damaged: record {} is too long", sum_.end().records + 1));
    return read_all(in_, length);
}

DumpRecord DumpFileReader::decode(const std::string& bytes) {
    auto decoded = decode_dump_record(bytes);
    if (const auto* error = std::get_if<DecodeError>(&decoded))
        throw DumpFault(fmt::format("it is damaged: record {} cannot be read ({})",
                                    sum_.end().records + 1, error->sentence));
    return std::get<DumpRecord>(std::move(decoded));
}

void DumpFileReader::require_end(const DumpEnd& end) {
    if (end != sum_.end()) throw DumpFault("it is damaged: its hash is not that of its records");
    if (!read(in_, 1).empty()) throw DumpFault("it is damaged: bytes follow its end");
}

}  // namespace indaba::broker
