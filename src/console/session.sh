# shellcheck shell=bash
# A session on the instance writes down what it hands on to its programs, before each prompt, into a file of its own:
# that is how it can be told from outside what a shell has. Sourced by an interactive bash, with LABS_CONSOLE_SESSIONS
# naming the directory. The file's name is the number of the session there, a hyphen, and the shell's process id.

__labs_record=
if [ -n "${LABS_CONSOLE_SESSIONS-}" ] && [ -d "$LABS_CONSOLE_SESSIONS" ]; then
  __labs_numbers=("$LABS_CONSOLE_SESSIONS"/*)
  [ -e "${__labs_numbers[0]}" ] || __labs_numbers=()
  printf -v __labs_record '%s/%04d-%d' "$LABS_CONSOLE_SESSIONS" ${#__labs_numbers[@]} $$
  unset -v __labs_numbers
fi
export -n __labs_record
unset -v LABS_CONSOLE_SESSIONS LABS_CONSOLE_SESSION_RC

# Where it can't, nothing is said, and nothing fails: the shell may have been told to end at the first failure (set -e).
__labs_note() {
  { builtin export -p; builtin declare -p KAFKA_HEAP_OPTS; } 2>/dev/null >|"$__labs_record" || :
}
