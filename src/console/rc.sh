# shellcheck shell=bash
# The console's start-up file: bash --rcfile rc.sh -i
#
# It reads the learner's own ~/.bashrc, then makes bash print invisible marks (OSC 133, each with the session's
# key) that the runner sees and takes out of the stream:
#   H, D  around the line that ran last, from the history, before each prompt (PROMPT_COMMAND). D says i: 1 if
#         the history may not keep each line
#   A, B  around the prompt (PS1). A says s and p: which shell's which prompt this is (a redraw has the same
#         ones), n: how many commands ran so far, e: the exit code of the last, h: the place that it was told it is in
#   C     a command starts (PS0; before bash 4.4 a DEBUG trap)
#   L     the learner called one of the functions below: hint, check, ...
# It works from bash 3.2 on, forks nothing at a prompt, and calls no program. Nothing of it is exported.
#
# On the instance each session also writes down what it hands on to its programs: see session.sh.

unset -v __labs_key __labs_ps1 __labs_ps0 __labs_seq __labs_text __labs_history __labs_waiting __labs_trap __labs_array __labs_shell __labs_place __labs_lost __labs_refuge
__labs_key=${LABS_CONSOLE_KEY-}
__labs_place=${LABS_CONSOLE_PLACE-}
__labs_text=${LABS_CONSOLE_PROMPT-}
__labs_history=${LABS_CONSOLE_HISTFILE-}
__labs_shell=$$-$RANDOM
__labs_seq=0
__labs_waiting=
__labs_lost=
__labs_refuge=
export -n __labs_key __labs_text __labs_history __labs_seq __labs_waiting __labs_place __labs_lost __labs_refuge
unset -v LABS_CONSOLE_KEY LABS_CONSOLE_PROMPT LABS_CONSOLE_HISTFILE LABS_CONSOLE_PLACE
# What the runner began here is found by this; a server that is started here is the learner's own.
if [ -n "$__labs_place" ]; then unset -v LABS_EXEC; fi
if [ -n "${LABS_CONSOLE_SESSION_RC-}" ] && [ -r "$LABS_CONSOLE_SESSION_RC" ]; then . "$LABS_CONSOLE_SESSION_RC"; fi

# The key stands in PS1 and PS0 by name only: many a .bashrc exports PS1.
__labs_ps1='\[\e]133;A;s=${__labs_shell};p=$((__labs_seq+=1));n=\#;e=$?;h=${__labs_place};k=${__labs_key}\a\]${__labs_text}$ \[\e]133;B;k=${__labs_key}\a\]'
__labs_ps0='\e]133;C;k=${__labs_key}\a'

# The hooks are called with 3 as the terminal and 2 as nothing, so that under set -x none of this is shown.

# Before each prompt. Whatever a re-read .bashrc did to the prompt is put right here.
__labs_prompt() {
  PS1=$__labs_ps1
  PS2='> '
  if [ "$__labs_trap" = ps0 ]; then
    case ${PS0-} in *'133;C;'*) ;; *) PS0=$__labs_ps0${PS0-} ;; esac
  fi
  builtin export -n PS1 PS2 PS0
  builtin shopt -s promptvars
  __labs_stand
  local HISTTIMEFORMAT= ignores=${HISTIGNORE:+1}
  case :$SHELLOPTS: in *:history:*) ;; *) ignores=1 ;; esac
  builtin printf '\033]133;H;k=%s\a' "$__labs_key" >&3
  builtin history 1 >&3
  builtin printf '\033]133;D;k=%s;i=%s\a' "$__labs_key" "$ignores" >&3
  if [ -n "${__labs_record-}" ]; then __labs_note; fi
  __labs_waiting=1
}

# A `labs stop` in another terminal may take the workbench away, and no program likes a directory that is no more: the
# shell goes up to the nearest that is there, and back once its own has been made anew, if it was not led elsewhere.
__labs_stand() {
  local OLDPWD=${OLDPWD-} to=$PWD
  if ! builtin pwd -P >/dev/null; then
    __labs_lost=$PWD
    until builtin cd -- "${to:-/}"; do to=${to%/*}; done
    __labs_refuge=$PWD
  fi
  if [ "$PWD" != "$__labs_refuge" ]; then
    __labs_lost=
  elif [ -n "$__labs_lost" ] && builtin cd -- "$__labs_lost"; then
    __labs_lost= __labs_refuge=
  fi
}

# Before bash 4.4: the DEBUG trap. The first simple command since the prompt is the start of the line.
# The argument is the learner's $_, which is so put back.
__labs_debug() {
  case $BASH_COMMAND in
    *__labs_*) ;;
    *)
      __labs_waiting=
      builtin printf '\033]133;C;k=%s\a' "$__labs_key" >&3
      ;;
  esac
}

# First in PROMPT_COMMAND where the DEBUG trap is used: the learner's own PROMPT_COMMAND is not a line that runs.
__labs_begin() {
  local exit=$?
  __labs_waiting=
  return $exit
}

# Puts our hook last in PROMPT_COMMAND, if it is not there. From bash 5.1 it can be an array, and a high index outlives
# PROMPT_COMMAND=... A RETURN trap calls this too: it runs after `source`, when a .bashrc may have been read again.
__labs_hook() {
  case "${PROMPT_COMMAND-}${PROMPT_COMMAND[133]-}" in *__labs_prompt*) return ;; esac
  local prompt='{ __labs_prompt; } 3>&2 2>/dev/null'
  if [ -n "$__labs_array" ]; then
    PROMPT_COMMAND[133]=$prompt
  elif [ "$__labs_trap" = ps0 ]; then
    PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND
}$prompt"
  else
    PROMPT_COMMAND="{ __labs_begin; } 2>/dev/null
${PROMPT_COMMAND-}
$prompt"
  fi
  export -n PROMPT_COMMAND
}

# A verb for the runner: its arguments are made safe for the mark, which goes to the terminal itself, so that
# `check > file` leaves nothing in the file.
__labs_verb() {
  local verb=$1 mark= arg
  shift
  for arg in "$@"; do
    arg=${arg:0:1000}
    arg=${arg//\%/%25}
    arg=${arg//;/%3B}
    arg=${arg//[[:cntrl:]]/ }
    mark="$mark;a=$arg"
  done
  builtin printf '\033]133;L;k=%s;v=%s%s\a' "$__labs_key" "$verb" "${mark:0:4000}" >/dev/tty
  return 0
}

# The learner's own settings. A .bashrc that execs another shell would take the marks away: it is refused.
# (One that exits ends this bash; the runner then starts it again with LABS_NO_BASHRC=1.)
if [ -z "${LABS_NO_BASHRC-}" ] && [ -r ~/.bashrc ]; then
  exec() {
    if [ $# -eq 0 ] || [ "$BASH_SUBSHELL" -gt 0 ]; then builtin exec "$@"; fi
  }
  . ~/.bashrc
  unset -f exec
fi
unset -v LABS_NO_BASHRC

# From here on no option of theirs may stop us; it is put back at the end.
__labs_flags=$-
set +aeux
unalias hint check solution skip back next quit answer help 2>/dev/null

function hint { __labs_verb hint "$@"; }
function check { __labs_verb check "$@"; }
function solution { __labs_verb solution "$@"; }
function skip { __labs_verb skip "$@"; }
function back { __labs_verb back "$@"; }
function next { __labs_verb next "$@"; }
function answer { __labs_verb answer "$@"; }
function help { if [ $# -gt 0 ]; then builtin help "$@"; else __labs_verb help; fi; }
function quit {
  __labs_verb quit "$@"
  builtin exit 0 2>/dev/null
}
# From here one goes on to the instance by ssh: the marks go along.
if [ -n "${LABS_CONSOLE_SSH-}" ]; then function ssh { LABS_CONSOLE_KEY=$__labs_key command ssh "$@"; }; fi
unset -v LABS_CONSOLE_SSH
# Where the runner is elsewhere: it hears this, and does it there.
if [ -n "${LABS_CONSOLE_ELSEWHERE-}" ]; then function labs { __labs_verb labs "$@"; }; fi
unset -v LABS_CONSOLE_ELSEWHERE
complete -W '' hint check solution skip back next quit answer 2>/dev/null

# A key sequence that no keyboard sends: the runner has the prompt and the half-typed line drawn again with it.
for __labs_map in emacs vi-insert vi-command; do
  bind -m $__labs_map '"\e[9133~": redraw-current-line' 2>/dev/null
done
unset -v __labs_map

if [ -n "$__labs_history" ]; then HISTFILE=$__labs_history; export -n HISTFILE; fi
shopt -s checkwinsize

# What this bash has: PS0 from 4.4, PROMPT_COMMAND as an array from 5.1.
__labs_trap=debug
if [ $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1])) -ge 404 ]; then __labs_trap=ps0; fi
__labs_array=
if [ $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1])) -ge 501 ]; then __labs_array=1; fi
__labs_hook
trap -- '{ __labs_hook; } 2>/dev/null' RETURN
PS1=$__labs_ps1
PS2='> '
export -n PS1 PS2
if [ $__labs_trap = debug ]; then
  eval "set -- $(trap -p DEBUG)"
  trap -- "case \$__labs_waiting in 1) { __labs_debug \"\$_\"; } 3>&2 2>/dev/null ;; esac${3:+
$3}" DEBUG
  set --
fi

case $__labs_flags in *e*) set -e ;; esac
case $__labs_flags in *u*) set -u ;; esac
case $__labs_flags in *x*) set -x ;; esac
case $__labs_flags in *a*) set -a ;; esac
unset -v __labs_flags
