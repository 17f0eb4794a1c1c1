#pragma once
/// Tells whether the system had no room on the disk, which SQLite calls an input/output error. Each
/// platform has one implementation.

namespace indaba::sqlite {

/// Forgets what failed before, so that disk_was_full() is about what comes next.
void forget_system_error();

/// Returns true when a call of the system has failed for want of room since forget_system_error().
bool disk_was_full();

}  // namespace indaba::sqlite
