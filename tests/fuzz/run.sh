#!/usr/bin/env bash
# One fuzzer: replays its corpus, then goes on from there. What it learns goes to OUT/NAME, what it
# finds to OUT/found; the corpus in the tree is only read.
#   run.sh PROGRAM OUT SECONDS LONGEST_INPUT [more of libFuzzer's options]
set -eu
program=$1 out=$2 seconds=$3 longest=$4
shift 4
here=$(cd "$(dirname "$0")" && pwd)
name=$(basename "$program" _fuzz)
[ "$name" = "$(basename "$program")" ] && { echo "$program is no fuzzer" >&2; exit 2; }
# ctest begins anew each time; who runs long goes on where the last run ended.
[ -z "${FUZZ_ANEW:-}" ] || rm -rf "${out:?}/$name"
mkdir -p "$out/$name" "$out/found"
options=(-max_total_time="$seconds" -max_len="$longest" -rss_limit_mb=256 -malloc_limit_mb=64
         -timeout=10 -print_final_stats=1 -artifact_prefix="$out/found/$name-")
[ -f "$here/dictionary/$name.txt" ] && options+=(-dict="$here/dictionary/$name.txt")
# The freed memory that the sanitizer holds back would count as ours.
export ASAN_OPTIONS=quarantine_size_mb=16:${ASAN_OPTIONS:-}
exec "$program" "${options[@]}" "$@" "$out/$name" "$here/corpus/$name"
