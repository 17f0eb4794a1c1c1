#!/usr/bin/env bash
# Measures 500 clients behind one address: with new accounts, after a restart of the broker, and beside
# a machine at the same address whose connections fail all the time, which must have no effect.
# Needs root: the clients run in a network namespace behind a veth pair.
set -eu
cd "$(dirname "$0")/../.."
cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build --preset release --target indaba-broker indaba-load >/dev/null
bin=$PWD/build/release/bin
data=$(mktemp -d)
office=indaba-office-$$
here=10.213.77.1
there=10.213.77.2
handshaker=
broker=
clean() {
  for each in $handshaker $broker; do kill "$each" 2>/dev/null && wait "$each" || true; done
  ip netns del "$office"
  rm -rf "$data"
}
ip netns add "$office"
trap clean EXIT
ip link add "iho$$" type veth peer name "ihi$$" netns "$office"
ip addr add "$here/24" dev "iho$$"
ip link set "iho$$" up
ip -n "$office" addr add "$there/24" dev "ihi$$"
ip -n "$office" link set "ihi$$" up

start() {
  "$bin/indaba-broker" --data "$data" --bind "$here" --port "${port:-0}" >"$data/log" &
  broker=$!
  until server=$(grep -om1 "indaba://$here:[0-9]*/#[0-9a-f]*" "$data/log"); do
    kill -0 $broker
    sleep 0.05
  done
  port=${server#*"$here":}
  port=${port%%/*}
}
load() {
  ip netns exec "$office" "$bin/indaba-load" --server "$server" --clients 500 --senders 8 \
    --rate 50 --seconds 10 --json "$@" | tail -n 1
}
start
echo "all new:        $(load)"
kill $broker && wait $broker || true
start
echo "after a restart: $(load)"
kill $broker && wait $broker || true
start  # each load has new accounts, and an address may add 600
# 40 handshakes a second without a hello.
ip netns exec "$office" python3 -c '
import socket, sys, time
for _ in range(2000):
    socket.create_connection((sys.argv[1], int(sys.argv[2]))).close()
    time.sleep(0.025)
' "$here" "$port" &
handshaker=$!
sleep 20  # until the address has exceeded the limit of failed connections
echo "beside handshakes: $(load)"
