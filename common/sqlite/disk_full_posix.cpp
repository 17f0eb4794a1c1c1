#include <cerrno>

#include "common/sqlite/disk_full.hpp"

namespace indaba::sqlite {

void forget_system_error() { errno = 0; }

bool disk_was_full() { return errno == ENOSPC || errno == EDQUOT || errno == EFBIG; }

}  // namespace indaba::sqlite
