#!/usr/bin/env bash
# Measures a Release broker with 10,000 accounts, without rooms and then with 2,000 of them: five members in each, but one that
# all accounts are in. Prints the time to start, the memory, and the times of four commands of the line client.
set -eu
cd "$(dirname "$0")/../.."
cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build --preset release --target indaba-broker indaba-cli fill_rooms >/dev/null
bin=$PWD/build/release/bin
work=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill $broker; rm -rf "$work"' EXIT

# Starts the broker on a data directory, and waits until it listens.
start() {
  "$bin/indaba-broker" --data "$1" --port 0 >"$1.log" 2>&1 &
  broker=$!
  until server=$(grep -om1 'indaba://127.0.0.1:[0-9]*/#[0-9a-f]*' "$1.log"); do
    kill -0 $broker
    sleep 0.01
  done
}
stop() {
  kill $broker
  wait $broker
  broker=
}
now() { echo "${EPOCHREALTIME/[.,]/}"; }  # in microseconds
milliseconds_since() { echo $((($(now) - $1) / 1000)); }
# Prints how long a command of the line client takes.
timed() {
  local what=$1 begin
  shift
  begin=$(now)
  "$bin/indaba-cli" --home "$work/home" --server "$server" --name newcomer "$@" >/dev/null
  echo "  $what: $(milliseconds_since "$begin") ms"
}

for rooms in 0 2000; do
  data=$work/data$rooms
  start "$data"
  stop
  echo "$rooms rooms"
  "$bin/fill_rooms" "$data" 10000 "$rooms"
  begin=$(now)
  start "$data"
  echo "  start: $(milliseconds_since "$begin") ms, memory: $(awk '/VmRSS/ { print $2 }' /proc/$broker/status) kB"
  timed "a message in the lobby" send hello
  if [ "$rooms" -gt 0 ]; then
    timed "the list of rooms" rooms
    begin=$(now)
    echo "hello" | "$bin/indaba-cli" --home "$work/home" --server "$server" --name newcomer chat --room crowd >/dev/null
    echo "  joining the room of 10,000, and a message there: $(milliseconds_since "$begin") ms"
    timed "its members" who --room crowd
  fi
  stop
done
