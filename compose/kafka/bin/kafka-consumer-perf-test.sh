#!/bin/bash
# How fast a consumer reads.
self=${BASH_SOURCE[0]}
case $self in */*) ;; *) self=./$self ;; esac
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=${self%/*}/$link ;; esac
done
[ -n "${KAFKA_JVM_PERFORMANCE_OPTS-}" ] || KAFKA_JVM_PERFORMANCE_OPTS='-XX:+UseG1GC -Djava.awt.headless=true' # it measures: no quick compiler
# More than the other tools get: it holds batches of records.
[ -n "${KAFKA_HEAP_OPTS-}" ] || KAFKA_HEAP_OPTS=-Xmx512M
. "${self%/*}/kafka-run-class.sh" kafka.tools.ConsumerPerformance "$@"
