#include <sys/stat.h>

#include "broker/process/private_mode.hpp"

namespace indaba::broker {

PrivateMode::PrivateMode() : before_(umask(0177)) {}
PrivateMode::~PrivateMode() { umask(static_cast<mode_t>(before_)); }

}  // namespace indaba::broker
