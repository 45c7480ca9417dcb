#!/bin/bash
# Sends each line that is typed as a record.
self=${BASH_SOURCE[0]}
case $self in */*) ;; *) self=./$self ;; esac
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=${self%/*}/$link ;; esac
done
# More than the other tools get: it holds batches of records.
[ -n "${KAFKA_HEAP_OPTS-}" ] || KAFKA_HEAP_OPTS=-Xmx512M
. "${self%/*}/kafka-run-class.sh" kafka.tools.ConsoleProducer "$@"
