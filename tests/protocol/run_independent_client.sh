#!/usr/bin/env bash
# Runs a client that was written from the document alone against a real broker. Usage: run_independent_client.sh INDABA_BROKER
set -u
broker=${1:?usage: run_independent_client.sh INDABA_BROKER}
here=$(cd "$(dirname "$0")" && pwd)

for python in python3 /usr/bin/python3; do
    "$python" -c 'import zmq, msgpack' 2>/dev/null && break
done
"$python" -c 'import zmq, msgpack' || { echo "python3-zmq and python3-msgpack are needed" >&2; exit 1; }

dir=$(mktemp -d) || exit 1
timeout 60 "$broker" --data "$dir/data" --port 0 >"$dir/out" 2>"$dir/err" &
pid=$!
trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; rm -rf "$dir"' EXIT

port=
for _ in $(seq 100); do
    port=$(sed -n 's/.*listening on [^ ]*:\([0-9][0-9]*\).*/\1/p' "$dir/out" "$dir/err" | head -n 1)
    [ -n "$port" ] && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
done
if [ -z "$port" ]; then
    echo "the broker did not start:" >&2
    cat "$dir/out" "$dir/err" >&2
    exit 1
fi

timeout 45 "$python" "$here/independent_client.py" 127.0.0.1 "$port" && exit 0
echo "the independent client failed; the broker said:" >&2
cat "$dir/out" "$dir/err" >&2
exit 1
