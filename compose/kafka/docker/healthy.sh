#!/bin/bash
# Whether a service answers, asked without a JVM: 20 ms.
#
#   healthy.sh zookeeper | kafka
case ${1-} in
  zookeeper)
    exec 3<>/dev/tcp/127.0.0.1/2181 || exit 1
    printf srvr >&3
    grep -q '^Zookeeper version' <&3
    ;;
  kafka)
    # An ApiVersions request, version 0: its length, key 18, version 0, correlation id 7, no client id. The answer's
    # first ten bytes are its length, the same id, and error 0. https://kafka.apache.org/25/protocol.html#The_Messages_ApiVersions
    exec 3<>/dev/tcp/127.0.0.1/9092 || exit 1
    printf '\0\0\0\12\0\22\0\0\0\0\0\7\377\377' >&3
    answer=$(head -c 10 <&3 | od -An -v -tx1 | tr -d ' \n')
    [ "${answer:8}" = 000000070000 ]
    ;;
  *)
    echo "USAGE: healthy.sh zookeeper | kafka" >&2
    exit 2
    ;;
esac
