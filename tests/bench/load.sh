#!/usr/bin/env bash
# 1,000 clients, 8 senders, 200 messages a second for 30 s against a Release broker on this machine.
# Options of indaba-load may follow.
set -eu
. "$(dirname "$0")/broker.sh"
"$bin/indaba-load" --server "$server" --clients 1000 --senders 8 --rate 200 --seconds 30 \
  --text-bytes 64 --broker-pid $broker --json "$@"
