# Functions that build the programs that people run. Sourced by run, which sets root, tree and bin.
# shellcheck shell=bash disable=SC2154  # run sets root, tree and bin

targets="indaba-broker indaba-cli indaba"

# Installs and builds what is missing. Says nothing when there is nothing to do.
build() {
  [ -z "${INDABA_BIN:-}" ] || return 0
  if ! mkdir -p "$tree" 2>/dev/null || ! [ -w "$tree" ]; then
    use_what_is_built
    return 0
  fi
  is_up_to_date && return 0
  # shellcheck disable=SC2086
  need_packages $packages_build $packages_libraries $packages_fonts || exit 1
  # shellcheck disable=SC2046
  need_packages $(packages_for_title_bars) || exit 1
  compile 8>"$tree/lock"
  touch "$tree/packages"
}

# Accepts the programs in a tree that this user cannot write, for example because root built them.
use_what_is_built() {
  local program
  for program in $targets; do
    [ -x "$bin/$program" ] ||
      die "Nothing can be built here, because $root belongs to $(stat -c %U "$root"). Let that user run ./run build" \
        "once, or make a copy of your own: cp -r '$root' ~/indaba && cd ~/indaba && ./run"
  done
  [ -z "$(find "$root"/{broker,common,line-client,imgui-client} -newer "$bin/indaba-broker" -name '*pp' -print -quit 2>/dev/null)" ] ||
    say "The programs in $bin are older than the source, and you cannot build there; they are used as they are."
}

# True when nothing has changed since the last build, and its packages were those of today's list.
is_up_to_date() {
  # shellcheck disable=SC2086
  [ "$tree/packages" -nt "$root/packaging/debian.sh" ] && is_configured &&
    ninja -C "$tree" -n $targets 2>/dev/null | grep -q 'no work to do'
}

# True when CMake has prepared the tree, and the tree has not been moved since.
is_configured() {
  [ -f "$tree/build.ninja" ] && grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$tree/CMakeCache.txt"
}

# Builds while it holds the lock at descriptor 8, so that a second ./run waits and finds all done.
compile() {
  flock -n 8 || { say "Another ./run is building; waiting for it."; flock 8; }
  [ -x "$bin/indaba" ] || say "Building Indaba. The first time takes about four minutes on two cores."
  is_configured || (cd "$root" && cmake --fresh --preset release -DBUILD_TESTING=OFF >/dev/null 8>&-) ||
    die "The build could not be prepared; the lines above say why."
  # shellcheck disable=SC2086
  (cd "$root" && cmake --build --preset release --target $targets >&2 8>&-) ||
    die "The build failed; the lines above say why. If a compiler was killed, the machine has too little memory: it needs 2 GB."
}
