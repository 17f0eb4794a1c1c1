#!/usr/bin/env bash
# Measures 1,000 clients with 8 senders and 200 messages a second for 30 s, on a Release broker.
# Options of indaba-load may follow.
set -eu
. "$(dirname "$0")/broker.sh"
"$bin/indaba-load" --server "$server" --clients 1000 --senders 8 --rate 200 --seconds 30 \
  --text-bytes 64 --broker-pid $broker --json "$@"
