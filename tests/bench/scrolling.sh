#!/usr/bin/env bash
# Measures memory and frames of the window while 1,000,000 entries are scrolled out of the own copy. About eight minutes.
# INDABA_ENTRIES sets another number of entries; INDABA_HISTORY names a directory in which they are kept for the next
# measurement.
set -eu
cd "$(dirname "$0")/../.."
cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build --preset release \
  --target indaba-broker indaba-cli indaba-load window_under_test fill_history >/dev/null
INDABA_BIN=$PWD/build/release/bin python3 tests/bench/scrolling.py
