#!/usr/bin/env bash
# What one stopped client costs 99 others: the same load without it and with it, side by side.
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
  sleep 1  # it is quiet, so the log does not tell when it has joined
  kill -STOP $stopped
  echo "with, round $round:    $(load)"
  kill -KILL $stopped
  wait $stopped 2>/dev/null || true
done
