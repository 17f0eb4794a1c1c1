#!/bin/bash
# Applies each patch of planted/ alone to a copy of the tree and expects the simulation to find the
# bug within 200 seeds. The unchanged tree must pass the same seeds. Bugs from number 12 on need the
# storms over three brokers.
#   planted_bugs.sh WORK   (WORK is deleted and created)
set -euo pipefail
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${1:?"usage: planted_bugs.sh WORK"}
copy=$work/source
build=$copy/build/plain  # at the same place as in the tree, so that ccache knows what it compiled
seeds=200
one="storms break no promise"
three="storms over three brokers break no promise"

copy_tree() {
    rm -rf "$work"
    mkdir -p "$copy"
    tar -C "$root" --exclude=./build --exclude=./.git -cf - . | tar -C "$copy" -xf -
}

configure() {
    (cd "$copy" && cmake --preset plain) > "$work/configure.log" || { cat "$work/configure.log"; exit 1; }
}

build() {
    ninja -C "$build" -j2 simulation_tests > "$work/build.log" || { cat "$work/build.log"; exit 1; }
}

# Prints the first violation of a test case, a timeout or the end of a crashed run. The output is empty if the run passes.
first_violation() {
    local status=0
    INDABA_SEED=1 INDABA_SEEDS=$seeds timeout 200 "$build/bin/simulation_tests" \
        --test-case="$1" > "$work/run.log" 2>&1 || status=$?
    if [ $status -eq 124 ]; then echo "the run did not end within 200 s"; return; fi
    grep -m1 '^Seed ' "$work/run.log" || true
    if [ $status -ne 0 ] && ! grep -q '^Seed ' "$work/run.log"; then tail -20 "$work/run.log"; fi
}

failed=0
copy_tree
configure
build
for storms in "$one" "$three"; do
    found=$(first_violation "$storms")
    if [ -z "$found" ]; then
        echo "no bug: no violation in $seeds seeds of \"$storms\""
    else
        echo "no bug, but a violation was found: $found"
        failed=1
    fi
done

for bug in "$here"/planted/*.patch; do
    name=$(basename "$bug" .patch)
    if ! patch -s -p1 -d "$copy" < "$bug"; then
        echo "$name: the patch no longer applies; adapt it to the source"
        exit 1
    fi
    build
    storms=$one
    if [ "${name%%_*}" -ge 12 ]; then storms=$three; fi
    found=$(first_violation "$storms")
    case $found in
        "Seed "*) echo "$name: found. $found" ;;
        *) echo "$name: NOT found within $seeds seeds. $found"; failed=1 ;;
    esac
    patch -s -R -p1 -d "$copy" < "$bug"  # the new modification time causes a rebuild
done
exit $failed
