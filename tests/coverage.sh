#!/usr/bin/env bash
# Which branches of ours the tests without sockets take, by llvm-cov, in three groups. Below LEAST
# per cent of any of them it fails. Lines of code that never ran are shown with --show.
set -eu
cd "$(dirname "$0")/.."
least=${LEAST:-90}
build=build/coverage
programs=(unit_tests protocol_tests journal_tests home_tests simulation_tests)

cmake --preset coverage >/dev/null
cmake --build --preset coverage --target "${programs[@]}"
rm -rf $build/profiles && mkdir -p $build/profiles
for program in "${programs[@]}"; do
  # Simulated storms of more seeds reach nothing new.
  INDABA_SEEDS=${INDABA_SEEDS:-40} LLVM_PROFILE_FILE=$build/profiles/$program.profraw \
    $build/bin/"$program" --minimal=true
done
llvm-profdata merge -sparse $build/profiles/*.profraw -o $build/profiles/all.profdata

objects=("$build/bin/${programs[0]}")
for program in "${programs[@]:1}"; do objects+=(-object $build/bin/"$program"); done
files_of() {
  case $1 in
    wire) ls common/wire/*.cpp common/wire/*.hpp ;;
    core) ls broker/{core,limits,access,transport/rules}/*.[ch]pp broker/process/supervisor.[ch]pp | grep -v _posix ;;
    model) ls common/client/{model,text}/*.[ch]pp common/base/server.[ch]pp ;;
  esac
}

failed=0
for group in wire core model; do
  mapfile -t files < <(files_of $group)
  if [ "${1:-}" = --show ]; then
    llvm-cov report "${objects[@]}" -instr-profile=$build/profiles/all.profdata \
      -show-region-summary=false "${files[@]}"
    llvm-cov show "${objects[@]}" -instr-profile=$build/profiles/all.profdata \
      -show-branches=count "${files[@]}" > $build/$group.txt
    echo "every line: $build/$group.txt"
  fi
  llvm-cov export -summary-only "${objects[@]}" -instr-profile=$build/profiles/all.profdata \
    "${files[@]}" > $build/$group.json
  sed -n 's/.*"totals":{"branches":{"count":\([0-9]*\),"covered":\([0-9]*\).*/\1 \2/p' \
    $build/$group.json |
    awk -v group=$group -v least="$least" '
      { part = 100 * $2 / $1
        printf "%-5s %d of %d branches: %.1f %%\n", group, $2, $1, part
        exit part < least }' || failed=1
done
exit $failed
