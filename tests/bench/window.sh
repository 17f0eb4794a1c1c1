#!/usr/bin/env bash
# Measures the window: time to the first frame, frames and processor when idle, hidden and busy,
# time to close, memory beside an empty window's, and the time of a frame with up to a million
# entries. Release, Xvfb, no graphics card. About three minutes.
set -eu
cd "$(dirname "$0")/../.."
cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build --preset release \
  --target indaba-broker indaba-cli window_under_test empty_window frame_times text_cost >/dev/null
bin=$PWD/build/release/bin
"$bin/frame_times"
"$bin/text_cost" tests/data/torture.txt
INDABA_BIN=$bin python3 tests/bench/window.py
