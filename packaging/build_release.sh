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
}

# Accepts the programs in a tree that this user cannot write, for example because root built them.
use_what_is_built() {
  local place=$root
  [ ! -d "$tree" ] || place=$tree
  all_programs_exist ||
    die "Nothing can be built here: you cannot write to $place, which belongs to $(stat -c %U "$place"). Let that user" \
      "run ./run build once, or make a copy of your own: cp -r '$root' ~/indaba && rm -rf ~/indaba/build && ~/indaba/run"
  [ -z "$(newer_source "$bin/indaba-broker")" ] ||
    say "The programs in $bin are older than the source, and you cannot build there; they are used as they are."
}

# Prints a file of the source that is newer than the given one.
newer_source() {
  find "$root"/{CMakeLists.txt,CMakePresets.json,packaging,broker,common,imgui-client,line-client,third_party} \
    -newer "$1" -print -quit 2>/dev/null
}

# True when neither the source nor a package has changed since the last build. ninja would need longer to find that out, and
# says a line when it has.
is_up_to_date() {
  [ -f "$tree/built" ] && is_configured && all_programs_exist &&
    ! [ /var/lib/dpkg/status -nt "$tree/built" ] && [ -z "$(newer_source "$tree/built")" ]
}

all_programs_exist() {
  local program
  for program in $targets; do [ -x "$bin/$program" ] || return 1; done
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
  touch "$tree/building"  # what is changed from now on is newer than this build
  # shellcheck disable=SC2086
  (cd "$root" && cmake --build --preset release --target $targets >&2 8>&-) ||
    die "The build failed; the lines above say why. If a compiler was killed, the machine has too little free memory."
  mv "$tree/building" "$tree/built"
}
