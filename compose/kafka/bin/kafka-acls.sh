#!/bin/bash
# Who may do what: list, add and remove access rules.
self=${BASH_SOURCE[0]}
case $self in */*) ;; *) self=./$self ;; esac
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=${self%/*}/$link ;; esac
done
. "${self%/*}/kafka-run-class.sh" kafka.admin.AclCommand "$@"
