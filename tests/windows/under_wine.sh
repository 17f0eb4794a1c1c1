#!/usr/bin/env bash
# Runs a command with one Wine for all programs that it starts: a Windows of its own, in FOLDER, which is made when it is not
# there and ended with the command.
#
#     under_wine.sh FOLDER COMMAND [ARGUMENT...]
set -eu
WINEPREFIX=$(realpath -m "$1")  # Wine takes no relative path
export WINEPREFIX WINEDLLOVERRIDES="mscoree=;mshtml=" WINEDEBUG=-all LC_ALL=C.UTF-8
shift
mkdir -p "$(dirname "$WINEPREFIX")"
unset DISPLAY WAYLAND_DISPLAY  # the tests of windows bring their own
if ! [ -d "$WINEPREFIX/drive_c" ] && ! wineboot --init >/dev/null 2>&1; then
  echo "under_wine.sh: Wine made no Windows in $WINEPREFIX." >&2
  exit 1
fi
trap 'wineserver -k || true' EXIT
# It stays for the next program, which starts in a third of the time. The services of Windows start with the first program
# and keep its standard output open: that is this one, and not one whose end a test waits for.
wineserver -p 2>/dev/null || true
# They get a display that ends at once: those of the windows come later, and who began without one takes none.
xvfb-run -a -n 84 wine cmd /c exit </dev/null >/dev/null 2>&1
# A file without an access list of its own is private, as in a private folder on Windows: Wine has no inheritance and asks the mask.
umask 077
INDABA_PATIENCE=3 "$@"  # Wine starts a program in a second, and in several on a busy machine
