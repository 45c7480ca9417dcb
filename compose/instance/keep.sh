#!/bin/bash
# Keeps how the learner's part of an instance is, and brings it back: for an author's gate, which tries one way after
# another from one state. Runs as the learner, on Linux.
#
#   keep.sh save|restore NAME WHERE HOME SESSIONS ZOOKEEPER_PORT DATA_DIRECTORY …
#
# Kept are the home, the records of its sessions, the servers' data, and which servers ran, with which command lines,
# environments and directories. Where nothing has changed nothing is touched.
set -euo pipefail
what=$1 where=$3 home=$4 sessions=$5 port=$6
kept=$where/$2
shift 6
data=("$@")

servers() {
  local process comm
  for process in /proc/[0-9]*; do
    [ -O "$process" ] && read -r comm 2>/dev/null <"$process/comm" && [ "$comm" = java ] || continue
    ! grep -qsF "$home/" "$process/cmdline" || echo "${process#/proc/}"
  done
}
class_of() { tr '\0' '\n' <"/proc/$1/cmdline" | grep -qx kafka.Kafka && echo broker || echo other; }
# A pid alone may come back.
running() {
  local pid
  for pid in $(servers); do echo "$pid $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f20)"; done | sort
}
gone() { # pids
  local pid
  for pid in "$@"; do while [ -e "/proc/$pid/exe" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.02; done; done
}

# What a way may have changed in the home, but for what servers run from and write to.
files() {
  (cd "$home" && find . -path './kafka_*/logs' -prune -o -name libs -prune -o \
    \( -type f -printf '%P %s %m %T@\n' -o -type d -printf '%P/ %m\n' -o -printf '%P %l\n' \)) | sort
}
# Which servers run, what jars they have, and the names of what they keep.
state() {
  running
  (cd "$home" && find . -path '*/libs/*') | sort
  local directory
  for directory in "${data[@]}"; do ls "$directory" 2>/dev/null || true; done | grep -v checkpoint || true
}

# Jars are never written to, only removed: another name for each will do.
copy() { # from to, whose own place may be somebody else's
  mkdir -p "$2"
  find "$2" -mindepth 1 -delete
  [ -d "$1" ] || return 0
  (cd "$1" && find . -mindepth 1 -name libs -prune -o -print0 |
    tar --null --no-recursion --format=posix --sparse -T - -cf -) | tar -C "$2" -xpf -
  (cd "$1" && find . -name libs -prune -print0) | while IFS= read -r -d '' libs; do
    mkdir -p "$2/${libs%/*}"
    cp -al "$1/$libs" "$2/$libs"
  done
}
# The home alone, beside servers that run on.
restore_files() {
  (cd "$home" && find . -mindepth 1 \( -path './kafka_*/logs' -o -name libs \) -prune -o ! -type d -print0 | xargs -0r rm -f
    find . -mindepth 1 -depth -type d -empty ! -path '*/logs' -delete)
  (cd "$kept/home" && find . -mindepth 1 \( -path './kafka_*/logs' -o -name libs \) -prune -o -print0 |
    tar --null --no-recursion --format=posix -T - -cf -) | tar -C "$home" -xpf -
}

# False for one that was about to end: it has left nothing to be told.
note_server() { # pid
  local to=$kept/servers/$(class_of "$1")
  mkdir -p "$to"
  cat "/proc/$1/cmdline" >"$to/arguments" && cat "/proc/$1/environ" >"$to/environment" &&
    readlink "/proc/$1/cwd" >"$to/directory" && readlink "/proc/$1/fd/1" >"$to/output" || {
    rm -rf "$to"
    return 1
  }
}
start_server() { # class
  local from=$kept/servers/$1 arguments environment directory output
  [ -d "$from" ] || return 0
  mapfile -d '' arguments <"$from/arguments"
  mapfile -d '' environment <"$from/environment"
  read -r directory <"$from/directory"
  read -r output <"$from/output"
  case $output in /*) ;; *) output=/dev/null ;; esac
  (cd "$directory" && exec setsid env -i "${environment[@]}" "${arguments[@]}" </dev/null >>"$output" 2>&1) &
  local pid=$! comm=
  # It is one of those that run once its JVM has begun.
  until [ "$comm" = java ]; do read -r comm 2>/dev/null <"/proc/$pid/comm" || return 0; done
}
zookeeper_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
start_servers() {
  [ ! -d "$kept/servers/other" ] || {
    start_server other
    until zookeeper_answers; do sleep 0.02; done
  }
  start_server broker
}

save() {
  rm -rf "$kept"
  mkdir -p "$kept/servers"
  local pid brokers=()
  for pid in $(servers); do
    note_server "$pid" 2>/dev/null || continue
    [ "$(class_of "$pid")" != broker ] || brokers+=("$pid")
  done
  # A broker that is killed stays registered for a while: its data are kept from between two runs.
  [ ${#brokers[@]} -eq 0 ] || kill "${brokers[@]}"
  gone "${brokers[@]}"
  copy "$home" "$kept/home"
  copy "$sessions" "$kept/sessions"
  local i
  for i in "${!data[@]}"; do [ ! -d "${data[i]}" ] || copy "${data[i]}" "$kept/data-$i"; done
  [ ${#brokers[@]} -eq 0 ] || start_server broker
  files >"$kept/files"
}

restore() {
  copy "$kept/sessions" "$sessions"
  if [ "$(state)" = "$(cat "$kept/state")" ]; then
    [ "$(files)" = "$(cat "$kept/files")" ] || restore_files
    return
  fi
  local pids
  mapfile -t pids < <(servers)
  [ ${#pids[@]} -eq 0 ] || kill -KILL "${pids[@]}" 2>/dev/null || true
  gone "${pids[@]}"
  copy "$kept/home" "$home"
  local i
  for i in "${!data[@]}"; do
    if [ -d "$kept/data-$i" ]; then copy "$kept/data-$i" "${data[i]}"; else rm -rf "${data[i]}"; fi
  done
  start_servers
}

case $what in
  save) save ;;
  restore) restore ;;
esac
state >"$kept/state"
