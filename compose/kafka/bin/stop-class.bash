# shellcheck shell=bash disable=SC2154
# Asks the JVMs that run a class of this Kafka home to end. Sourced by the stop scripts: stop-class.bash CLASS "WORDS FOR NONE"
#
# Only the user's own processes, and only those with this home on their class path: another Kafka on the machine is left alone.
# Where LABS_PROCESS_MARK is set, one of the JVM's arguments must begin with it. SIGNAL (TERM) says which signal is sent.
class=$1
none=$2
home=$(CDPATH='' cd -P -- "${self%/*}/.." && pwd -P) || exit 1
pids=()

# One argument a call: notes what is looked for. Works on a JVM's arguments, not on its path, which may hold anything.
look_at() {
  case $1 in
    "$class") has_class=yes ;;
    "$home"/libs/* | *:"$home"/libs/*) has_home=yes ;;
  esac
  case $1 in "${LABS_PROCESS_MARK-}"*) has_mark=yes ;; esac
}
start_over() { has_class='' has_home='' has_mark=${LABS_PROCESS_MARK:+no}; }
note() {
  if [ -n "$has_class" ] && [ -n "$has_home" ] && [ "$has_mark" != no ]; then pids+=("$1"); fi
}

if [ -r /proc/self/cmdline ]; then
  # Linux: a minimal one has no ps.
  for process in /proc/[0-9]*; do
    [ -O "$process" ] || continue
    start_over
    while IFS= read -r -d '' argument; do look_at "$argument"; done 2>/dev/null <"$process/cmdline"
    note "${process#/proc/}"
  done
else
  # Elsewhere ps shows a process's arguments on one line, with blanks between: a home with blanks in its path is found as text.
  while read -r pid command; do
    start_over
    case " $command " in *" $class "*) has_class=yes ;; esac
    case ${command%% -*} in *java) case $command in *"$home/libs/"*) has_home=yes ;; esac ;; esac
    case " $command" in *" ${LABS_PROCESS_MARK-}"*) has_mark=yes ;; esac
    note "$pid"
  done <<EOF
$(ps xww -o pid= -o command=)
EOF
fi

if [ ${#pids[@]} -eq 0 ]; then
  echo "$none" >&2
  exit 1
fi
kill -s "${SIGNAL:-TERM}" "${pids[@]}"
