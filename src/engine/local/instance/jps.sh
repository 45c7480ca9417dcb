#!/bin/bash
# jps as the instance would have it, were it a machine of its own: of this computer's JVMs, those of the instance.
# The first two arguments are the instance's home and Java's bin directory. A Java without a jps (a JRE) has this one's
# own: the process id and the main class, with -m and -v what was passed to it and to the JVM.
home=$1 java=$2
shift 2

command_of() {
  if [ -r "/proc/$1/cmdline" ]; then tr '\0' ' ' <"/proc/$1/cmdline"; else ps -ww -o command= -p "$1"; fi 2>/dev/null
}
pids() {
  if [ -d /proc/self ]; then for process in /proc/[0-9]*; do echo "${process#/proc/}"; done; else ps -axo pid=; fi
}

if [ -x "$java/jps" ]; then
  "$java/jps" "$@" | while IFS= read -r line; do
    case $(command_of "${line%% *}") in *"$home/"*) printf '%s\n' "$line" ;; esac
  done
  exit 0
fi
for pid in $(pids); do
  command=$(command_of "$pid")
  case $command in *java\ *"$home/"*) ;; *) continue ;; esac
  class=$(printf '%s' "$command" | grep -oE ' (kafka|org\.apache)\.[A-Za-z.]+ ' | head -n 1)
  line="$pid ${class##*.}"
  case $* in *m*) line="$line${command#*"$class"}" ;; esac
  case $* in *v*) flags=${command%%"$class"*}; line="$line ${flags#* }" ;; esac
  printf '%s\n' "$line"
done
