# Read by every interactive shell.
if [ -f /etc/bashrc ]; then
  . /etc/bashrc
fi
