#!/usr/bin/env bash
# Runs a whole server on this machine, to try what several brokers do: PostgreSQL with a synchronous standby, and three
# brokers on it. Nothing here needs root; if root starts it, it becomes the user postgres first.
#
#   cluster.sh start      starts what does not run, and prints the join link
#   cluster.sh status     says what runs, which database is the primary, and whether its standby follows
#   cluster.sh promote    makes the standby the primary, and the former primary its standby
#   cluster.sh stop       stops everything; the data stays
#
# INDABA_CLUSTER names the directory (/var/tmp/indaba-cluster-UID), INDABA_BIN that of the programs (build/release/bin),
# INDABA_PORT the port of the first broker (5200); the others have the next ones.
set -euo pipefail

brokers="1 2 3"
databases="db1 db2"
patience_s=30

say() { printf '%s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

# Repeats a command until it succeeds, for at most patience_s, and prints nothing of what it says.
wait_until() {
  local end=$((SECONDS + patience_s))
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.05
  done
}

# ---- databases -------------------------------------------------------------------------------------------------------------

other_database() { [ "$1" = db1 ] && echo db2 || echo db1; }

sql() { "$pg/psql" -XAtq -h "$dir/$1" -d postgres -c "$2"; }

control() { "$pg/pg_ctl" -D "$dir/$1/data" -t "$patience_s" -s -w "${@:2}" >>"$dir/$1/log" 2>&1; }

database_runs() { [ -d "$dir/$1/data" ] && "$pg/pg_ctl" -D "$dir/$1/data" status >/dev/null 2>&1; }

is_primary() { [ "$(sql "$1" "SELECT pg_is_in_recovery()" 2>/dev/null)" = f ]; }

is_standby() { [ -e "$dir/$1/data/standby.signal" ]; }

standby_follows() { [ "$(sql "$1" "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")" = 1 ]; }

# Prints the database that is not a standby.
primary() {
  local name
  for name in $databases; do
    [ ! -d "$dir/$name/data" ] || is_standby "$name" || { echo "$name"; return; }
  done
  return 1
}

start_database() {
  database_runs "$1" || control "$1" -l "$dir/$1/log" start || die "$1 does not start. Its log: $dir/$1/log"
}

# Writes the settings of a database. They are the same on both, so that a promotion changes none: each demands the other one
# as its standby before it confirms a commit, and knows where to read from while it is a standby itself. The file is not
# among the data, which a standby copies.
configure() {
  mkdir -p "$dir/$1"
  cat >"$dir/$1/server.conf" <<END
listen_addresses = ''
unix_socket_directories = '$dir/$1'
synchronous_standby_names = 'FIRST 1 (db1, db2)'
primary_conninfo = 'host=$dir/$(other_database "$1") application_name=$1'
wal_keep_size = 256MB
END
}

make_first_database() {
  configure db1
  "$pg/initdb" -D "$dir/db1/data" -U "$(id -un)" --auth-local=peer --auth-host=reject -E UTF8 --locale=C -k >"$dir/db1/log"
  echo "include '../server.conf'" >>"$dir/db1/data/postgresql.conf"
}

# Makes a database the standby of the other one, as a new copy of it.
make_standby() {
  local from
  from=$(other_database "$1")
  configure "$1"
  rm -rf "${dir:?}/$1/data"
  "$pg/pg_basebackup" -h "$dir/$from" -D "$dir/$1/data" -X stream --checkpoint=fast >>"$dir/$1/log" 2>&1 ||
    die "$from could not be copied. The log: $dir/$1/log"
  touch "$dir/$1/data/standby.signal"
  start_database "$1"
  wait_until standby_follows "$from" || die "$1 does not follow $from. Its log: $dir/$1/log"
}

start_databases() {
  local first second
  [ -d "$dir/db1/data" ] || [ -d "$dir/db2/data" ] || make_first_database
  first=$(primary) || die "Both databases are standbys. Make one the primary: $0 promote"
  second=$(other_database "$first")
  start_database "$first"
  if is_standby "$second"; then start_database "$second"; else make_standby "$second"; fi
  wait_until standby_follows "$first" || die "$second does not follow $first. Its log: $dir/$second/log"
  [ "$(sql "$first" "SELECT count(*) FROM pg_database WHERE datname = 'indaba'")" = 1 ] || sql "$first" "CREATE DATABASE indaba"
}

# ---- brokers ---------------------------------------------------------------------------------------------------------------

port_of() { echo $((first_port + $1 - 1)); }

# Prints the process of a broker, if it is alive. Its number may have passed to another process.
broker_process() {
  local pid
  pid=$(cat "$dir/broker$1.pid" 2>/dev/null) || return 1
  grep -qzxF -e "$dir/broker$1" "/proc/$pid/cmdline" 2>/dev/null && echo "$pid"
}

order() { "$bin/indaba-broker" "${@:2}" --data "$dir/broker$1"; }

# Brokers of one server have one key: the first one makes it.
give_key() {
  [ ! -e "$dir/broker$1" ] && [ -e "$dir/broker1/key" ] || return 0
  mkdir -m 700 "$dir/broker$1"
  cp -p "$dir/broker1/key" "$dir/broker$1/key"
}

start_broker() {
  ! broker_process "$1" >/dev/null || return 0
  give_key "$1"
  setsid nohup "$bin/indaba-broker" --data "$dir/broker$1" --journal service=indaba --require-standby \
    --peers "127.0.0.1:$(($(port_of "$1") + 100))" --bind 127.0.0.1 --port "$(port_of "$1")" --no-announce \
    </dev/null >>"$dir/broker$1.log" 2>&1 &
  echo $! >"$dir/broker$1.pid"
  wait_until answers_or_ended "$1" || die "Broker $1 does not answer. Its log: $dir/broker$1.log"
  broker_process "$1" >/dev/null || die "Broker $1 does not start: $(tail -n 1 "$dir/broker$1.log")"
}

answers_or_ended() { order "$1" links || ! broker_process "$1"; }

stop_broker() {
  local pid
  pid=$(broker_process "$1") || return 0
  kill "$pid"
  wait_until process_ended "$1" || die "Broker $1 (process $pid) does not end."
}

process_ended() { ! broker_process "$1"; }

# True when the first broker knows all: each learns of the others within half a second.
all_are_known() {
  local n links
  links=$(order 1 links)
  for n in $brokers; do [[ $links == *":$(port_of "$n")"[,/]* ]] || return 1; done
}

# ---- commands --------------------------------------------------------------------------------------------------------------

# Brokers are told where the databases are by a service file: no password, and no address, stands in their command line.
write_service_file() {
  cat >"$PGSERVICEFILE" <<END
[indaba]
host=$dir/db1,$dir/db2
dbname=indaba
user=$(id -un)
target_session_attrs=read-write
END
}

start() {
  local n
  write_service_file
  start_databases
  for n in $brokers; do start_broker "$n"; done
  wait_until all_are_known || die "The brokers do not know each other. Their logs: $dir/broker?.log"
  order 1 links
}

stop() {
  local n name
  for n in $brokers; do stop_broker "$n"; done
  for name in $(primary) $databases; do  # a primary waits for its standby when it stops
    ! database_runs "$name" || control "$name" -m fast stop || die "$name does not stop. Its log: $dir/$name/log"
  done
}

state_of_database() {
  if ! database_runs "$1"; then echo stopped
  elif ! is_primary "$1"; then echo standby
  elif standby_follows "$1"; then echo "primary, its standby follows"
  else echo "primary, no standby follows: nothing is confirmed"
  fi
}

status() {
  local n name pid
  for name in $databases; do say "$name: $(state_of_database "$name")"; done
  for n in $brokers; do
    if pid=$(broker_process "$n"); then say "broker $n: process $pid, port $(port_of "$n")"; else say "broker $n: stopped"; fi
  done
}

# The former primary is ended first: two that both take themselves for the primary must not run side by side.
promote() {
  local name former=""
  for name in $databases; do ! is_standby "$name" || former=$(other_database "$name"); done
  [ -n "$former" ] || die "There is no standby."
  name=$(other_database "$former")
  database_runs "$name" || start_database "$name"
  ! database_runs "$former" || control "$former" -m immediate stop || die "$former does not stop."
  control "$name" promote || die "$name was not promoted. Its log: $dir/$name/log"
  make_standby "$former"
  say "$name is the primary, $former its standby."
}

find_programs() {
  local default
  default=$(realpath -m -- "$(dirname -- "${BASH_SOURCE[0]}")/../../build/release/bin")
  bin=$(realpath -m -- "${INDABA_BIN:-$default}")
  [ -x "$bin/indaba-broker" ] || die "$(id -un) finds no indaba-broker in $bin. Build it by ./run build, or set INDABA_BIN."
  pg=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  [ -x "$pg/postgres" ] || die "No PostgreSQL server is in /usr/lib/postgresql. Debian's package is called postgresql."
}

use_directory() {
  dir=$(realpath -m -- "${INDABA_CLUSTER:-/var/tmp/indaba-cluster-$(id -u)}")
  mkdir -m 700 "$dir" 2>/dev/null || { [ -d "$dir" ] && [ -O "$dir" ]; } || die "$dir is no directory of $(id -un)."
  cd "$dir"
}

main() {
  case ${1:-} in start | stop | status | promote) ;; *) sed -n 's/^#   cluster.sh/cluster.sh/p' "$0" >&2; exit 2 ;; esac
  if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid=postgres --regid=postgres --clear-groups --no-new-privs bash "$(realpath -- "$0")" "$@"
  fi
  unset "${!PG@}"  # PGPORT and the like
  umask 077
  find_programs
  use_directory
  first_port=${INDABA_PORT:-5200}
  unset INDABA_PORT
  export PGSERVICEFILE=$dir/service.conf
  "$1"
}

main "$@"
