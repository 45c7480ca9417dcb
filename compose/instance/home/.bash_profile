# Read by a login shell.
if [ -f ~/.bashrc ]; then
  . ~/.bashrc
fi
