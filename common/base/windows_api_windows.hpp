#pragma once
/// The headers of Windows, in the order that they need. Only files that end in _windows include it.
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
// Not sorted: the sockets come first.
#include <windows.h>
