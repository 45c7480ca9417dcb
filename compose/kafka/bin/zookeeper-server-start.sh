#!/bin/bash
# Starts a ZooKeeper server.
#
#   zookeeper-server-start.sh [-daemon] zookeeper.properties
self=${BASH_SOURCE[0]}
case $self in */*) ;; *) self=./$self ;; esac
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=${self%/*}/$link ;; esac
done
if [ $# -eq 0 ] || { [ "$1" = -daemon ] && [ $# -eq 1 ]; }; then
  echo "USAGE: ${0##*/} [-daemon] zookeeper.properties" >&2
  exit 1
fi
[ -n "${KAFKA_HEAP_OPTS-}" ] || KAFKA_HEAP_OPTS='-Xmx512M -Xms512M'
[ -n "${KAFKA_JVM_PERFORMANCE_OPTS-}" ] || KAFKA_JVM_PERFORMANCE_OPTS='-server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true'
kafka_server_log4j=log4j.properties
daemon=
if [ "$1" = -daemon ]; then
  daemon=-daemon
  shift
fi
# shellcheck disable=SC2086
. "${self%/*}/kafka-run-class.sh" $daemon ${EXTRA_ARGS--name zookeeper -loggc} org.apache.zookeeper.server.quorum.QuorumPeerMain "$@"
