#!/usr/bin/env bash
# 1,000 clients, 8 senders, 200 messages a second for 30 s against a Release broker on this machine.
# Options of indaba-load may follow and win.
set -eu
cd "$(dirname "$0")/../.."
cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build --preset release --target indaba-broker indaba-load >/dev/null
data=$(mktemp -d)
build/release/bin/indaba-broker --data "$data" --port 0 >"$data/log" &
broker=$!
trap 'kill $broker; wait $broker || true; rm -rf "$data"' EXIT
until port=$(grep -om1 'listening on 127.0.0.1:[0-9]*' "$data/log"); do
  kill -0 $broker
  sleep 0.05
done
build/release/bin/indaba-load --server "127.0.0.1:${port##*:}" --clients 1000 --senders 8 --rate 200 \
  --seconds 30 --text-bytes 64 --broker-pid $broker --json "$@"
