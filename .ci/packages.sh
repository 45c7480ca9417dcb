# shellcheck shell=bash
# Debian's packages, as root.

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

need() { # program package
  command -v "$1" >/dev/null 2>&1 || missing+=("$2")
}
missing=()

POLICY=/usr/sbin/policy-rc.d
policy_made=
indexed=

# Without starting the services that packages bring (sshd, dockerd), which would stay when this is over.
install_packages() { # package…
  [ $# -gt 0 ] || return 0
  if [ ! -e "$POLICY" ]; then
    policy_made=1
    printf '#!/bin/sh\nexit 101\n' >"$POLICY"
    chmod +x "$POLICY"
  fi
  [ -n "$indexed" ] || run apt-get update -qq || return
  indexed=1
  DEBIAN_FRONTEND=noninteractive run apt-get install -y -qq --no-install-recommends "$@" || return
  remove_policy
}

remove_policy() {
  [ -z "$policy_made" ] || rm -f "$POLICY"
  policy_made=
}
