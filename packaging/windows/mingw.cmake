# Compiles for Windows with MinGW-w64. INDABA_WINDOWS_PREFIX, a variable of CMake or of the environment, is what libraries.sh
# prints. Programs need no DLL but Windows' own, and tests run under Wine.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_VERSION 10.0)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(INDABA_PLATFORM windows)

set(tools x86_64-w64-mingw32)
# std::thread needs the variant with POSIX threads.
set(CMAKE_C_COMPILER ${tools}-gcc-posix)
set(CMAKE_CXX_COMPILER ${tools}-g++-posix)
set(CMAKE_RC_COMPILER ${tools}-windres)

if(NOT INDABA_WINDOWS_PREFIX)
  set(INDABA_WINDOWS_PREFIX "$ENV{INDABA_WINDOWS_PREFIX}")
endif()
set(INDABA_WINDOWS_PREFIX "${INDABA_WINDOWS_PREFIX}" CACHE PATH "What packaging/windows/libraries.sh prints")
if(NOT IS_DIRECTORY "${INDABA_WINDOWS_PREFIX}")
  message(FATAL_ERROR "INDABA_WINDOWS_PREFIX is no folder. packaging/windows/libraries.sh makes it, and prints its path.")
endif()
# The small projects with which CMake tries the compiler read this file too.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES INDABA_WINDOWS_PREFIX)

# Libraries and headers come from the prefix and from the compiler, never from this machine; programs run on this machine.
set(CMAKE_FIND_ROOT_PATH ${INDABA_WINDOWS_PREFIX} /usr/${tools})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} ${INDABA_WINDOWS_PREFIX}/lib/pkgconfig)
set(ENV{PKG_CONFIG_PATH} "")
set(PKG_CONFIG_ARGN --static)

set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
set(CMAKE_CROSSCOMPILING_EMULATOR ${CMAKE_CURRENT_LIST_DIR}/wine.sh)
