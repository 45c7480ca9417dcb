# shellcheck shell=bash
# Running commands so that they can be ended, and waiting.

job= # the process group that runs now

# Runs a command in a process group of its own, so that all of it can be ended when this script is.
run() { # command…
  set -m
  "$@" </dev/null &
  job=$!
  set +m
  local code=0
  wait "$job" || code=$?
  job=
  return "$code"
}

end_job() {
  [ -n "$job" ] || return 0
  kill -TERM -- "-$job" 2>/dev/null
  within 10 ended "-$job" || kill -KILL -- "-$job" 2>/dev/null
}

ended() { # process id, or a group's with a minus
  ! kill -0 -- "$1" 2>/dev/null
}

within() { # seconds command…
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}
