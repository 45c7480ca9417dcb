#!/bin/bash
# The learner's own computer. Root only opens /etc/hosts and the key; the rest runs as the learner, who comes by docker exec.
set -eu
key=/var/lib/ec2/test-kafka-server-key.pem
copy=/home/learner/test-kafka-server-key.pem

chmod 666 /etc/hosts
as_learner=(setpriv --reuid=learner --regid=learner --init-groups --inh-caps=-all)

until [ -s "$key" ]; do sleep 0.05; done
# As a browser saves it: open to everybody, which ssh will not have. One that is there is the learner's.
[ -e "$copy" ] || "${as_learner[@]}" sh -c 'umask 022 && cat >"$1.part" && mv "$1.part" "$1"' - "$copy" <"$key"

# Not exec: who ends the container may not signal the learner's processes.
"${as_learner[@]}" socat TCP-LISTEN:4566,bind=127.0.0.1,fork,reuseaddr UNIX-CONNECT:/var/lib/ec2/api.sock &
wait $!
