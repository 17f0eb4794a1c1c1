#!/usr/bin/env bash
# Fuzzers for long: each NAME (all when none is given) for SECONDS (600 when not given), one after
# the other. Builds them, goes on where the last run ended, tells how often each was run, and ends
# with 1 when something was found.
#   tests/fuzz/long.sh [SECONDS [NAME...]]
# tests/fuzz/long.sh keep [NAME...] takes into the corpus in the tree, as few files as reach all
# that is known.
set -eu
cd "$(dirname "$0")/../.."
build=build/fuzz
what=${1:-600}
shift || true

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzzers
mapfile -t names < <([ $# -gt 0 ] && printf '%s\n' "$@" || cut -d' ' -f1 $build/fuzzers.txt)

longest() { sed -n "s/^$1 //p" $build/fuzzers.txt; }

keep() {
  local kept=$build/kept/$1
  rm -rf "$kept" && mkdir -p "$kept" "$build/long/$1"
  $build/bin/"$1"_fuzz -set_cover_merge=1 -use_counters=0 -max_len="$(longest "$1")" \
    "$kept" "tests/fuzz/corpus/$1" "$build/long/$1" >"$build/kept/$1.log" 2>&1 ||
    { echo "$1: see $build/kept/$1.log" >&2; exit 1; }
  rm -rf "tests/fuzz/corpus/$1" && cp -r "$kept" "tests/fuzz/corpus/$1"
  printf '%-8s %d files, %d bytes\n' "$1" "$(ls "$kept" | wc -l)" \
    "$(cat "$kept"/* | wc -c)"
}

failed=0
for name in "${names[@]}"; do
  if ! longest "$name" | grep -q .; then
    echo "There is no fuzzer $name; there are: $(cut -d' ' -f1 $build/fuzzers.txt | xargs)" >&2
    exit 2
  fi
  [ "$what" = keep ] && { keep "$name"; continue; }
  mkdir -p $build/long
  log=$build/long/$name.log
  found=nothing
  bash tests/fuzz/run.sh $build/bin/"$name"_fuzz $build/long "$what" "$(longest "$name")" \
    >"$log" 2>&1 || found="SOMETHING FOUND, see $log" failed=1
  printf '%-8s %12s runs, %s\n' "$name" \
    "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" "$found"
done
exit $failed
