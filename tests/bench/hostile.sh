#!/usr/bin/env bash
# Runs every attack of tests/hostile a hundred times on a Release broker. The good client's p99 must
# stay within 50 ms. Takes about twenty minutes. Options of hostile_test.py may follow.
set -eu
cd "$(dirname "$0")/../.."
cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build --preset release --target indaba-broker fixed_rand >/dev/null
export INDABA_BIN=$PWD/build/release/bin
"${PYTHON3:-/usr/bin/python3}" tests/hostile/full_table.py
"${PYTHON3:-/usr/bin/python3}" tests/hostile/hostile_test.py --rounds 100 --p99 50 "$@"
