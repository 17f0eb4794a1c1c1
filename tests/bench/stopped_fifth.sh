#!/usr/bin/env bash
# Measures the cost of 40 stopped clients of 200 for the other 160: the same load with all reading, then
# with 40 stopped for 20 s. Afterwards each of the 40 must have every message once and in order.
set -eu
. "$(dirname "$0")/broker.sh"
load() {  # SECONDS
  "$bin/indaba-load" --server "$server" --clients 160 --senders 8 --rate 100 --seconds "$1" \
    --broker-pid $broker --json | tail -n 1
}
memory() { echo "memory of the broker: $(($(ps -o rss= -p $broker) / 1024)) MiB"; }
tails=()
end_tails() { for each in "${tails[@]}"; do kill -CONT "$each"; kill "$each" && wait "$each" || true; done 2>/dev/null; }
trap 'end_tails; kill $broker; wait $broker || true; rm -rf "$data"' EXIT
for i in $(seq 40); do
  "$bin/indaba-cli" --server "$server" --home "$data/home$i" --name "tail$i" tail --json \
    >"$data/tail$i" &
  tails+=($!)
done
until "$bin/indaba-broker" status --data "$data" | grep -q '^connections *40$'; do sleep 0.1; done
memory
echo "all read:   $(load 15)"
memory
kill -STOP "${tails[@]}"
echo "40 stopped: $(load 20)"
memory
kill -CONT "${tails[@]}"
python3 - "$data" <<'P'
import json, sys, time
data, begun = sys.argv[1], time.monotonic()
wanted = 15 * 100 + 20 * 100
def numbers(which):
    with open(f"{data}/tail{which}", encoding="utf-8") as lines:
        told = [json.loads(line) for line in lines if line.endswith("\n")]
    return [each["number"] for each in told if "number" in each]
while any(len(numbers(which)) < wanted for which in range(1, 41)):
    if time.monotonic() - begun > 60:
        sys.exit("not all came: " + str([len(numbers(which)) for which in range(1, 41)]))
    time.sleep(0.2)
took = time.monotonic() - begun
wrong = [which for which in range(1, 41) if numbers(which) != list(range(1, wanted + 1))]
if wrong:
    sys.exit(f"doubled, missing or out of order: {wrong}")
print(f"each of the 40 has all {wanted}, once and in order, {took:.1f} s after it went on")
P
memory
