#!/bin/bash
# Create, renew, expire and describe delegation tokens.
self=${BASH_SOURCE[0]}
case $self in */*) ;; *) self=./$self ;; esac
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=${self%/*}/$link ;; esac
done
. "${self%/*}/kafka-run-class.sh" kafka.admin.DelegationTokenCommand "$@"
