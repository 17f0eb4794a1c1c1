# Starts a Release broker on a free port for the benchmarks. Sourced, from any folder.
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build --preset release --target indaba-broker indaba-cli indaba-load >/dev/null
bin=$PWD/build/release/bin
data=$(mktemp -d)
# The benchmarks send the posts of thousands of accounts through a few, so account limits are off.
"$bin/indaba-broker" --data "$data" --port 0 --limit posts=off --limit bytes=off >"$data/log" &
broker=$!
trap 'kill $broker; wait $broker || true; rm -rf "$data"' EXIT
until server=$(grep -om1 'indaba://127.0.0.1:[0-9]*/#[0-9a-f]*' "$data/log"); do
  kill -0 $broker
  sleep 0.05
done
