#pragma once
/// The file of a replica: made whole, checked when it is opened, and set aside when it is damaged
/// or of another format, since everything in it can be fetched again. Used by replica.cpp,
/// replica_search.cpp and replica_view.cpp.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/file_lock.hpp"
#include "common/client/replica/replica_origin.hpp"
#include "common/sqlite/sqlite.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

/// An open replica. All processes that have it open share the lock, so that none replaces the file
/// under another.
struct ReplicaFile {
    FileLock lock;
    sqlite::Connection connection;  // closed before the lock is freed
    std::string warning;            // for the user; empty when the file was sound or new
};

/// Throws sqlite::Error when the file does not say it.
ReplicaOrigin origin_of(const sqlite::Connection& replica);

/// Returns the name of the replica of a journal in a home.
std::filesystem::path replica_path(const std::filesystem::path& home, const JournalId& journal);

/// A head as the replica stores it: a message of the wire, which has all of its fields.
std::string stored_form(const Head& head);
std::optional<Head> stored_head(std::string_view stored);

/// Opens the replica, and makes it if there is none. Throws std::runtime_error with a sentence when
/// the disk refuses, a newer version wrote the file, or another process has a damaged one open.
ReplicaFile open_replica_file(const std::filesystem::path& file, const ReplicaOrigin& origin);

/// Opens a replica for reading, and changes nothing. Returns nullopt when there is none, or when it
/// is of another origin or version, or is being made or set aside at this moment. Throws
/// sqlite::Error, or std::runtime_error with a sentence, when it cannot be read.
std::optional<ReplicaFile> open_replica_for_reading(const std::filesystem::path& file,
                                                    const ReplicaOrigin& origin);

/// Makes a replica without content. Throws std::runtime_error with a sentence when the file exists.
void make_replica_file(const std::filesystem::path& file, const ReplicaOrigin& origin);

/// Opens a replica, or an export of one, that nobody writes. Throws sqlite::Error, or
/// std::runtime_error with a sentence when it is none.
sqlite::Connection open_exported_file(const std::filesystem::path& file);

/// Sets the file aside, so that the next open_replica_file() makes a new one. `why` is what the
/// user is told of it: the sentence that this returns begins "FILE `why` and is kept as". The
/// caller has closed its own ReplicaFile. Throws as open_replica_file().
std::string set_replica_aside(const std::filesystem::path& file, std::string_view why);

/// Deletes the file if there is one. Throws std::runtime_error with a sentence when another program
/// has it open or the disk refuses.
void remove_replica_file(const std::filesystem::path& file);

}  // namespace indaba::client
