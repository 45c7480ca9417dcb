#!/bin/bash
# Stops the ZooKeeper servers that were started from this Kafka home.
self=${BASH_SOURCE[0]}
case $self in */*) ;; *) self=./$self ;; esac
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=${self%/*}/$link ;; esac
done
. "${self%/*}/stop-class.bash" org.apache.zookeeper.server.quorum.QuorumPeerMain 'No zookeeper server to stop'
