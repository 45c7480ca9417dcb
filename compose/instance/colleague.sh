#!/bin/bash
# Somebody else's computer, which knows the broker by the book's name already.
set -eu
trap 'exit 0' TERM INT
until address=$(getent hosts test-kafka-server); do sleep 0.05; done
grep -q ' my-kafka$' /etc/hosts || echo "${address%% *} my-kafka" >>/etc/hosts
sleep infinity &
wait
