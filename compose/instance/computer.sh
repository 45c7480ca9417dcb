#!/bin/bash
# The learner's own computer. Root only sees to /etc/hosts and the key; the rest runs as the learner, who comes by docker exec.
#
#   /var/local/hosts.given   /etc/hosts as Docker writes it at each start
#   /var/local/hosts.own     the lines that the learner has added to it, once the computer was stopped
set -eu
key=/var/lib/ec2/test-kafka-server-key.pem
copy=/home/learner/test-kafka-server-key.pem

given=/var/local/hosts.given
own=/var/local/hosts.own
cp /etc/hosts "$given"
[ ! -e "$own" ] || cat "$own" >>/etc/hosts
chmod 666 /etc/hosts
as_learner=(setpriv --reuid=learner --regid=learner --init-groups --inh-caps=-all)

until [ -s "$key" ]; do sleep 0.05; done
# As a browser saves it: open to everybody, which ssh will not have. One that is there is the learner's.
[ -e "$copy" ] || "${as_learner[@]}" sh -c 'umask 022 && cat >"$1.part" && mv "$1.part" "$1"' - "$copy" <"$key"

# As a computer keeps the file while it is switched off.
keep_hosts() {
  grep -vxFf "$given" /etc/hosts >"$own.new" || :
  mv "$own.new" "$own"
}
trap 'keep_hosts; exit 0' TERM
# Not exec: who ends the container may not signal the learner's processes.
"${as_learner[@]}" socat TCP-LISTEN:4566,bind=127.0.0.1,fork,reuseaddr UNIX-CONNECT:/var/lib/ec2/api.sock &
wait $!
