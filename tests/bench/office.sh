#!/usr/bin/env bash
# 500 people behind one address: new on the first day, back at once after a restart of the broker,
# and then beside somebody there whose connections fail all the time. They must notice nothing.
# As root: the office is a network namespace of its own, joined to this machine by a cable.
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
start  # its people are new each time, and more new ones than 600 would not be let in
# 40 handshakes a second without a hello.
ip netns exec "$office" python3 -c '
import socket, sys, time
for _ in range(2000):
    socket.create_connection((sys.argv[1], int(sys.argv[2]))).close()
    time.sleep(0.025)
' "$here" "$port" &
handshaker=$!
sleep 20  # so many have failed then that the address is counted as one that fails
echo "beside handshakes: $(load)"
