#!/usr/bin/env bash
# Prints the path of a folder with all libraries of the Windows programs, and makes it when it is not there. They are compiled
# from the Debian source packages of the versions with which this machine compiles the programs for itself, so both read
# the same Unicode. The folder lies in a cache, and is named for all that it was made of: recipe, versions and compiler.
#
#   packaging/windows/libraries.sh
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
recipe=$root/packaging/windows
cache=${XDG_CACHE_HOME:-$HOME/.cache}/indaba-windows
# shellcheck source=packaging/debian.sh
. "$root/packaging/debian.sh"

# Each is compiled from its source package; of the second list, the headers are all.
export compiled="libzmq3-dev libsodium-dev libsqlite3-dev libicu-dev libutf8proc-dev libfmt-dev libfreetype-dev libpng-dev
  libharfbuzz-dev libexpat1-dev libfontconfig-dev libglfw3-dev libimgui-dev"
export headers="cppzmq-dev libmsgpack-cxx-dev libtomlplusplus-dev libcli11-dev doctest-dev"
compiler="g++-mingw-w64-x86-64-posix mingw-w64-x86-64-dev libz-mingw-w64-dev"

say() { echo "libraries.sh: $*" >&2; }
die() { say "$*"; exit 1; }

# Prints what the folder is named for.
key() {
  {
    cat "$recipe/libraries.sh" "$recipe/mingw.cmake"
    find "$recipe/libraries" -type f -print0 | sort -z | xargs -0 cat
    # shellcheck disable=SC2086
    dpkg-query -W -f='${Package} ${source:Version}\n' $compiled $headers $compiler
  } | sha256sum | cut -c 1-16
}

# Prints the sources of packages of Debian that this machine is configured to use, for their source packages.
source_list() {
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg signed=""
  [ ! -f "$keyring" ] || signed="[signed-by=$keyring]"
  apt-get indextargets --format "deb-src $signed \$(REPO_URI) \$(RELEASE) \$(COMPONENT)" \
    'Created-By: Packages' 'Origin: Debian' | awk '!seen[$0]++'
}

# Reads the lists of source packages into folders of its own; the machine's own lists stay as they are.
read_lists() {
  local apt=$1
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  source_list >"$apt/sources.list"
  [ -s "$apt/sources.list" ] || die "This machine knows no archive of Debian from which the libraries' sources could come."
  cat >"$apt/apt.conf" <<END
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "$apt/lists";
Dir::Cache "$apt/cache";
APT::Sandbox::User "";
END
  APT_CONFIG=$apt/apt.conf apt-get update -qq >&2 || die "The lists of source packages could not be read; the lines above say why."
}

# Removes from a folder of libraries what nothing uses, and packages of CMake that say less than those of pkg-config.
tidy() {
  local package
  for package in "$1"/* "$1"/share/* "$1"/lib/*.la "$1"/lib/libpng/ "$1"/lib/cmake/*; do
    case ${package#"$1"/} in
      include | lib | share | share/licences | share/versions | lib/cmake/fmt | lib/cmake/CLI11 | lib/cmake/doctest | \
        lib/cmake/tomlplusplus) ;;
      *) rm -rf "$package" ;;
    esac
  done
}

# Removes the folders of libraries that nobody has asked for in 30 days; each request gives its folder the time.
remove_unused() {
  find "$cache" -mindepth 1 -maxdepth 1 -type d -regextype posix-extended -regex '.*/[0-9a-f]{16}' -mtime +30 -exec rm -rf {} +
}

# Makes the folder $1. What an interrupted run left is removed; a folder is renamed to $1 only when it is complete.
make_libraries() {
  local work=$cache/making
  rm -rf "$work"
  mkdir -p "$work"/{sources,build,logs} "$work/prefix"/{include,lib/pkgconfig,share/licences}
  say "Compiling the libraries for Windows, once; with two cores it takes about five minutes. Logs: $work/logs"
  read_lists "$work/apt"
  APT_CONFIG=$work/apt/apt.conf make --no-print-directory -j"$(nproc)" -f "$recipe/libraries/order.mk" \
    recipe="$recipe" work="$work" >&2 || die "The libraries could not be made; the lines above say why."
  tidy "$work/prefix"
  # Paths to the folder's own place become paths to the place where it will be.
  grep -rlIF "$work/prefix" "$work/prefix" | xargs -r sed -i "s|$work/prefix|$1|g"
  mv -T "$work/prefix" "$1"
  rm -rf "$work"
  remove_unused
}

command -v apt-get >/dev/null || die "The libraries are made from Debian's source packages, and there is no apt-get here."
# shellcheck disable=SC2086
need_packages $packages_build $packages_libraries $packages_windows
prefix=$cache/$(key)
if ! [ -d "$prefix" ]; then
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock -n 9 || { say "Another run is making them; waiting for it."; flock 9; }
  [ -d "$prefix" ] || make_libraries "$prefix" 9>&-
fi
touch "$prefix"
echo "$prefix"
