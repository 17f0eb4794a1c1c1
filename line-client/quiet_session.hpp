#pragma once
/// One command's session with the broker: it joins without being listed as present, warns of what
/// the server has lost since this home saw it, and says bye. Used by the commands that end by
/// themselves, and by `tail`.
#include <functional>

#include "line-client/base/client_loop.hpp"

namespace indaba::line {

/// Whether the session keeps a copy of all that it may read (ReplicaKeeper).
enum class KeepCopy { no, yes };

/// Opens the home, joins without being listed as present, runs `command` and says bye. Returns the
/// exit code of `command`, or of the join that failed.
int run_quiet_session(const CommonOptions& common, ClientLoop::Time give_up,
                      const std::function<int(ClientLoop&)>& command,
                      KeepCopy keep_copy = KeepCopy::no);
/// Does the same in a home that is open.
int run_quiet_session(const OpenedHome& opened, ClientLoop::Time give_up,
                      const std::function<int(ClientLoop&)>& command, KeepCopy keep_copy);

}  // namespace indaba::line
