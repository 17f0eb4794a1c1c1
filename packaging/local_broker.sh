# Functions about the broker on this machine: where its files are, whether it runs, start, stop, links. Sourced by run,
# which sets bin. read_options sets data, port and access first.
# shellcheck shell=bash disable=SC2154  # run sets bin

# Prints the directory below which programs keep a person's data. A relative path counts as unset, as XDG demands.
data_home() {
  case ${XDG_DATA_HOME:-} in
    /*) echo "$XDG_DATA_HOME" ;;
    *) echo "${HOME:-}/.local/share" ;;
  esac
}

# True when the directory can be written. Makes it for this user alone if it is missing.
usable_directory() { ([ -d "$1" ] || { umask 077 && mkdir -p -- "$1"; }) 2>/dev/null && [ -w "$1" ] && [ -x "$1" ]; }

# Prints the value of an option in the text of `indaba-broker options`.
option() { sed -n -e "s/^$1 = '\(.*\)'$/\1/p;t" -e "s/^$1 = \"\(.*\)\"$/\1/p;t" -e "s/^$1 = //p"; }

# Asks the broker program for the options in force. It refuses wrong ones with a sentence.
read_options() {
  local shown="data = \"${INDABA_DATA:-$(data_home)/indaba-broker}\""
  if [ -x "$bin/indaba-broker" ]; then
    shown=$("$bin/indaba-broker" options "$@") || exit
  fi
  data=$(option data <<<"$shown") port=$(option port <<<"$shown") access=$(option access <<<"$shown")
  [ -n "$data" ] || { printf '%s\n' "$shown"; exit 0; }  # --help or --version
  data=$(realpath -m -- "$data")
}

order() { "$bin/indaba-broker" "$@" --data "$data"; }

# True for a process that has not ended. One that has ended keeps its number, in state Z, until its parent has noticed.
# The command line does not tell: it is empty for a moment while a process starts another program in its place.
is_alive() { grep -q '^State:.[^ZX]' "/proc/$1/status"; } 2>/dev/null

# Prints the process that ./run started as the broker of $data, if it is alive. The number in the file may have passed to
# another process, and even to another broker.
started_broker() {
  local pid
  pid=$(cat "$data/broker.pid" 2>/dev/null) || return 1
  case $pid in "" | *[!0-9]*) return 1 ;; esac
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = indaba-broker ] &&
    grep -qzxF -e "$data" -e "INDABA_DATA=$data" "/proc/$pid/cmdline" "/proc/$pid/environ" 2>/dev/null &&
    echo "$pid"
}

# True when a broker serves $data, whoever started it and however its path was spelled: it listens at its control socket.
serves() {
  local path
  while IFS= read -r path; do
    [ "$path" -ef "$data/control" ] && return 0
  done < <(sed -n 's/^[^/]* \(\/.*\/control\)$/\1/p' /proc/net/unix)
  return 1
}

# True when a program listens at a port of this machine.
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# True when a broker answers at $port. A ZeroMQ program speaks first, with a byte ff; others are not asked any further.
# shellcheck disable=SC2016
other_broker_answers() {
  [ "$port" != 0 ] && listens "$port" &&
    [ "$(timeout 1 bash -c 'head -c 1 <"/dev/tcp/127.0.0.1/$0" | od -An -tx1' "$port" 2>/dev/null)" = " ff" ] &&
    "$bin/indaba-cli" ping --server "127.0.0.1:$port" >/dev/null 2>&1
}

# Makes sure that a broker runs, and says which.
need_broker() {
  if started_broker >/dev/null || serves; then
    wait_for_broker || die "Your broker ended just now. Its log: $data/broker.log. Repeat this to start it again."
    keep_options "$@"
  elif other_broker_answers; then
    [ $# = 0 ] || die "A broker that is not yours answers at port $port. Leave the options out to join it, or choose another --port."
    say "A broker answers at port $port already; the client joins it."
    return 0
  else
    make_data_directory
    start_broker "$@" 7>"$data/start.lock"
  fi
  let_in
}

# Refuses options that a running broker would ignore.
keep_options() {
  [ $# = 0 ] || die "Your broker runs already, and options take effect at its start only: ./run stop, then repeat this."
  local running
  if ! running=$(order links 2>/dev/null); then
    say "Your broker was started by an older version of Indaba. To start this one: ./run stop, then ./run."
    return
  fi
  running=$(sed -n 's/^access  *//p' <<<"$running")
  [ -z "${INDABA_ACCESS:-}" ] || [ -z "$running" ] || [ "$running" = "$access" ] ||
    say "INDABA_ACCESS is $access, but your broker runs with $running. To change it: ./run stop, then ./run."
}

make_data_directory() {
  usable_directory "$data" ||
    die "The broker's files cannot be kept in $data: it cannot be written. Choose another directory: ./run --data DIR"
}

# Starts a broker that is restarted after a crash. It runs on when the client or this terminal closes. Holds the lock at
# descriptor 7, so that a second ./run waits and then finds it.
start_broker() {
  flock -n 7 || { say "Another ./run is starting the broker; waiting for it."; flock 7; }
  if started_broker >/dev/null; then return 0; fi
  local log=$data/broker.log begin
  begin=$(stat -c %s -- "$log" 2>/dev/null || echo 0)
  (
    INDABA_DATA=$data setsid "$bin/indaba-broker" --supervise "$@" >>"$log" 2>&1 </dev/null 7>&- &
    echo $! >"$data/broker.pid"
  )
  if wait_for_broker; then
    say "Your broker runs in the background, also after you close the client. ./run stop stops it. Its log: $log"
    show_links >&2
    return 0
  fi
  say "The broker did not start:"
  tail -c "+$((begin + 1))" -- "$log" | tail -n 8 >&2
  advise_port
  exit 1
}

# Waits up to a minute until the broker serves. False: it has ended.
wait_for_broker() {
  local pid tenths
  pid=$(cat "$data/broker.pid" 2>/dev/null) || pid=
  for ((tenths = 0; tenths < 600; tenths++)); do
    serves && return 0
    [ -n "$pid" ] && is_alive "$pid" || return 1
    [ $tenths != 50 ] || say "The broker has not finished its start yet; waiting. Its log: $data/broker.log"
    sleep 0.1
  done
  die "The broker does not serve, but tries again and again. Its log says why: $data/broker.log. ./run stop ends it."
}

# Says which ports are free, when those of the broker are not.
advise_port() {
  local candidate
  [ "$port" = 0 ] || listens "$port" || listens $((port + 1)) || return 0
  for candidate in 5010 5020 5030 5040 5050 5060; do
    if ! listens $candidate && ! listens $((candidate + 1)); then
      say "Ports $candidate and $((candidate + 1)) are free: ./run --port $candidate"
      return 0
    fi
  done
}

# Puts the key of this person on the allow-list of the own broker, as an operator, so that whoever starts a broker is let in.
let_in() {
  local key
  if ! key=$("$bin/indaba-cli" key show) || ! order op "$key" >/dev/null; then
    say "You could not be made an operator of your broker; the line above says why."
  fi
}

# Runs the broker as this process, for a place without a display and a terminal.
serve_here() {
  if started_broker >/dev/null || serves; then
    keep_options "$@"
    say "Your broker runs already."
    return 0
  fi
  if other_broker_answers; then
    say "A broker answers at port $port already."
    return 0
  fi
  make_data_directory
  exec 7>"$data/start.lock"
  flock -n 7 || die "Another ./run is starting the broker."
  echo $$ >"$data/broker.pid"
  ( (until serves || ! is_alive $$; do sleep 0.2; done; serves && let_in) </dev/null >/dev/null 2>&1 &)
  INDABA_DATA=$data exec "$bin/indaba-broker" --supervise "$@" 7>&-
}

# Prints the arguments with which a client on this machine reaches the broker.
way_to_broker() {
  local contact
  if ! serves || ! contact=$(order links 2>/dev/null); then
    echo "--server 127.0.0.1:$port"
    return
  fi
  case $contact in "encryption    none"*) echo "--insecure-plain" ;; esac
  sed -n 's/^\(link\|address\)  */--server /p' <<<"$contact" |
    awk '/127\.0\.0\.1:/ { found = $0 } NR == 1 { first = $0 } END { print (found ? found : first) }'
}

# Leaves out the links that lead to this machine only, if there are others.
without_loopback() {
  local links others
  links=$(cat)
  others=$(grep -v '//127\.\|//\[::1\]\|//localhost' <<<"$links") || others=$links
  printf '  %s\n' "${others//$'\n'/$'\n'  }"
}

show_links() {
  local contact links
  serves || die "No broker of yours runs in $data. ./run starts one."
  contact=$(order links) || exit
  links=$(sed -n 's/^link  *//p' <<<"$contact")
  case $(sed -n 's/^access  *//p' <<<"$contact") in
    invite)
      links=$(order invite --uses 5 --expires 7d | grep '^indaba://') || exit
      echo "With one of these links, five people can join within seven days. Pass on the one that their machines can reach:"
      ;;
    closed)
      echo "Only people on the allow-list can join (./run broker allow KEY). The link that their machines can reach:"
      ;;
    "")
      echo "This broker does not encrypt, so only people on this machine can join: ./run cli --insecure-plain"
      return 0
      ;;
    *) echo "So that others can join, pass on the link that their machines can reach:" ;;
  esac
  without_loopback <<<"$links"
  echo "A client that was given an address and no link shows digits and asks about them. Those of your broker are:"
  sed -n 's/^digits  */  /p' <<<"$contact"
  echo "./run links prints this again."
}

stop_broker() {
  local pid tenths
  if ! pid=$(started_broker); then
    rm -f -- "$data/broker.pid" 2>/dev/null
    serves && die "A broker serves $data, but ./run did not start it. Stop it where it was started."
    echo "No broker that ./run started is running."
    return 0
  fi
  kill "$pid"
  for ((tenths = 0; tenths < 600; tenths++)); do
    if ! is_alive "$pid"; then
      rm -f -- "$data/broker.pid"
      echo "The broker was stopped. All messages are stored in $data."
      return 0
    fi
    sleep 0.1
  done
  die "The broker has not stopped within a minute. Its log: $data/broker.log"
}
