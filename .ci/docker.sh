# shellcheck shell=bash
# A Docker daemon for the tests: docker_up, docker_down.
#
# A daemon that answers, or that the environment names, is used and left alone. Else, as root on a Debian, one is
# started in a session of its own, with the image that ours is built on; docker_down takes that one away again.
# Where neither can be had, a loud line says why, and the tests that need Docker skip themselves.

BASE_IMAGE=debian:bookworm-slim
SUITE=bookworm
SOCKET=/var/run/docker.sock
# Its own, so that what was left behind is told from everybody else's.
EXEC_ROOT=/run/labs-ci-docker

dockerd=      # its process id, where it was started here
docker_work=  # what dockerd says, and the base image while it is made

docker_up() {
  if [ -n "${DOCKER_HOST-}${DOCKER_CONTEXT-}" ]; then
    echo "Docker: the one that DOCKER_HOST or DOCKER_CONTEXT names" >&2
    return
  fi
  if docker_answers; then
    echo "Docker: the daemon at $SOCKET, which is left as it is" >&2
    return
  fi
  if ! can_install; then
    no_docker "no daemon answers at $SOCKET, and one is started by root on a Debian only"
    return
  fi
  install_docker || { no_docker "the packages could not be installed"; return; }
  docker_work=$(mktemp -d -p /var/tmp labs-ci-docker.XXXXXX)
  start_dockerd || { no_docker "dockerd does not answer"; return; }
  base_image || { no_docker "$BASE_IMAGE could not be had"; return; }
}

# Says so where nobody overlooks it, and takes away what came up halfway.
no_docker() {
  {
    printf '\n**** NO DOCKER: %s\n**** The tests that need Docker will be skipped.\n' "$1"
    [ -z "$dockerd" ] || dockerd_said
    echo
  } >&2
  docker_down || true
}

dockerd_said() {
  printf '**** The last that dockerd said:\n'
  tail -n 20 "$docker_work/log"
}

# By Node, which is there for the tests: the docker command may be missing where a daemon is not.
docker_answers() {
  node -e '
    const { get } = require("node:http")
    const end = (code) => process.exit(code)
    setTimeout(end, 3000, 1)
    get({ socketPath: process.argv[1], path: "/_ping" }, (answer) => end(answer.statusCode === 200 ? 0 : 1)).on("error", () => end(1))
  ' "$SOCKET"
}

install_docker() {
  missing=()
  # Not beside another make of Docker, which apt would take away.
  need dockerd docker.io
  need iptables iptables
  need debootstrap debootstrap
  install_packages "${missing[@]}"
}

start_dockerd() {
  setsid dockerd --exec-root "$EXEC_ROOT" >"$docker_work/log" 2>&1 </dev/null &
  dockerd=$!
  local end=$((SECONDS + 60))
  until docker_answers; do
    kill -0 "$dockerd" 2>/dev/null && [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}

base_image() {
  docker image inspect "$BASE_IMAGE" >/dev/null 2>&1 && return
  echo "Docker: fetching $BASE_IMAGE" >&2
  run timeout 60 docker pull --quiet "$BASE_IMAGE" >&2 && return
  local root=$docker_work/base mirror
  mirror=$(debian_mirror) && [ -n "$mirror" ] || return 1
  echo "Docker: making $BASE_IMAGE with debootstrap" >&2
  run debootstrap --variant=minbase "$SUITE" "$root" "$mirror" >"$docker_work/debootstrap" 2>&1 ||
    { tail -n 20 "$docker_work/debootstrap" >&2; return 1; }
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
  tar -C "$root" --numeric-owner -c . | docker import - "$BASE_IMAGE" >/dev/null || return 1
  rm -rf --one-file-system "$root"
}

# The one that apt is set up with.
debian_mirror() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(SITE)' 'Identifier: Packages' 'Origin: Debian' 'Label: Debian' | sed -n 1p
}

# Ends the daemon that was started here, and all that it left; says something only where that fails.
docker_down() {
  if [ -n "$dockerd" ]; then
    # It stops its containers first, which may take them 10 s.
    kill "$dockerd" 2>/dev/null || dockerd_said >&2
    within 40 ended "$dockerd" || kill -KILL "$dockerd" 2>/dev/null
    within 10 ended "$dockerd" || echo "dockerd ($dockerd) does not end" >&2
    dockerd=
    docker_leftovers
  fi
  [ -z "$docker_work" ] || rm -rf --one-file-system "$docker_work"
  docker_work=
}

# What only a daemon that was killed leaves: the supervisors of its containers, whose first child is a container's
# first process, with which all of the container ends; then the mounts.
docker_leftovers() {
  local shim mount
  for shim in $(pgrep -f -- "^[^ ]*containerd-shim[^ ]* .*-address $EXEC_ROOT/"); do
    pkill -KILL -P "$shim"
    kill -KILL "$shim" 2>/dev/null
    within 10 ended "$shim"
  done
  awk -v own="$EXEC_ROOT/" 'index($2, own) == 1 || $2 ~ "^/var/lib/docker/overlay2/.*/merged$" { print $2 }' /proc/mounts |
    tac | while read -r mount; do umount "$mount"; done
  # Docker's own mark that it has mounted its directory on itself.
  [ ! -e "$EXEC_ROOT/unmount-on-shutdown" ] || umount /var/lib/docker
  rm -rf --one-file-system "$EXEC_ROOT"
}
