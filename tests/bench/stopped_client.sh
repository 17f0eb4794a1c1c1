#!/usr/bin/env bash
# Measures the cost of one stopped client for 99 others: the same load without and with it.
set -eu
. "$(dirname "$0")/broker.sh"
load() {
  "$bin/indaba-load" --server "$server" --clients 99 --senders 8 --rate 100 --seconds 15 \
    --text-bytes 8000 --json | tail -n 1
}
for round in 1 2; do
  echo "without, round $round: $(load)"
  "$bin/indaba-cli" --server "$server" --home "$data/stopped" --name stopped tail >/dev/null &
  stopped=$!
  until [ -d "$data/stopped" ]; do sleep 0.05; done
  sleep 1  # until it has joined: the log does not show it
  kill -STOP $stopped
  echo "with, round $round:    $(load)"
  kill -KILL $stopped
  wait $stopped 2>/dev/null || true
done
