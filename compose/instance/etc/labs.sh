# A login on the instance is written down, and in the guided walk marks its prompts: both begin at the first one.
case $- in
  *i*) if [ -O /run/labs-sessions ] && [ -r /opt/instance/console/login.sh ]; then
    PROMPT_COMMAND='. /opt/instance/console/login.sh'
  fi ;;
esac
