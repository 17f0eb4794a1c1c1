#!/usr/bin/env bash
# Measures the cost of encryption: the same load without and with it, twice in one run.
# Options of indaba-load may follow.
set -eu
cd "$(dirname "$0")/../.."
cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build --preset release --target indaba-broker indaba-load >/dev/null
bin=$PWD/build/release/bin
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT

# measure NAME [broker's and load's flag]
measure() {
  local name=$1 server
  shift
  : >"$data/log"
  "$bin/indaba-broker" --data "$data/$name" --port 0 "$@" >"$data/log" &
  local broker=$!
  until server=$(grep -om1 "$([ $# = 0 ] && echo 'indaba://127.0.0.1:[0-9]*/#[0-9a-f]*' \
    || echo '127.0.0.1:[0-9]*')" "$data/log"); do
    kill -0 $broker
    sleep 0.05
  done
  echo "$name:"
  "$bin/indaba-load" --server "$server" "$@" --clients 500 --senders 8 --rate 200 --seconds 10 \
    --text-bytes 64 --broker-pid $broker "${load_flags[@]}"
  kill $broker
  wait $broker || true
}

load_flags=("$@")
for round in 1 2; do
  echo "round $round"
  measure plain --insecure-plain
  measure encrypted
done
