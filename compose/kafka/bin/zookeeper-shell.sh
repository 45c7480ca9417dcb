#!/bin/bash
# A shell on ZooKeeper: zookeeper-shell.sh HOST:PORT[/PATH] [COMMAND …]
self=${BASH_SOURCE[0]}
case $self in */*) ;; *) self=./$self ;; esac
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=${self%/*}/$link ;; esac
done
if [ $# -eq 0 ]; then
  echo "USAGE: ${0##*/} HOST:PORT[/PATH] [-zk-tls-config-file FILE] [COMMAND ...]" >&2
  exit 1
fi
. "${self%/*}/kafka-run-class.sh" org.apache.zookeeper.ZooKeeperMainWithTlsSupportForKafka -server "$@"
