#!/usr/bin/env bash
# Runs a Windows program with Wine, in a Windows folder of its own in the cache. A caller may choose another by WINEPREFIX.
#
#   packaging/windows/wine.sh PROGRAM [ARGUMENT…]
set -euo pipefail

export WINEPREFIX=${WINEPREFIX:-${XDG_CACHE_HOME:-$HOME/.cache}/indaba-windows/wine}
export WINEDLLOVERRIDES="mscoree=;mshtml="  # no question about .NET and HTML
export WINEDEBUG=${WINEDEBUG:--all}
export LC_ALL=C.UTF-8

# Several programs may start at once; one of them makes the folder.
if ! [ -f "$WINEPREFIX/system.reg" ]; then
  mkdir -p "$WINEPREFIX"
  (
    flock 9
    [ -f "$WINEPREFIX/system.reg" ] || { wineboot --init && wineserver --wait; } >/dev/null 2>&1
  ) 9>"$WINEPREFIX.lock"
fi
exec wine "$@"
