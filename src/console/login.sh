# shellcheck shell=bash
# In front of the first prompt of a login on the instance: the console's marks, where its key came along by ssh, and the
# session's record. The learner's own start-up files have been read by then.
unset -v PROMPT_COMMAND
LABS_CONSOLE_SESSIONS=/run/labs-sessions
if [ -n "${LABS_CONSOLE_KEY-}" ]; then
  LABS_NO_BASHRC=1
  LABS_CONSOLE_ELSEWHERE=1
  LABS_CONSOLE_PLACE=instance
  LABS_CONSOLE_PROMPT="$USER@$HOSTNAME "
  LABS_CONSOLE_SESSION_RC=/opt/instance/console/session.sh
  . /opt/instance/console/rc.sh
  { __labs_prompt; } 3>&2 2>/dev/null
else
  . /opt/instance/console/session.sh
  PROMPT_COMMAND=__labs_note
  __labs_note
fi
