#include <sys/stat.h>

#include "broker/process/umask_guard.hpp"

namespace indaba::broker {

UmaskGuard::UmaskGuard() : saved_umask_(umask(0177)) {}
UmaskGuard::~UmaskGuard() { umask(static_cast<mode_t>(saved_umask_)); }

}  // namespace indaba::broker
