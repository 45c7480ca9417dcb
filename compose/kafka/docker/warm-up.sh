#!/bin/bash
# Runs ZooKeeper, a broker and a tool once while the image is built, and keeps what lets each start in half the time:
# a shared class archive, tied to exactly this Java and these jars. Whatever fails here costs speed only.
cd "$(dirname "$0")/.." || exit 0
archives=$PWD/cds
mkdir -p "$archives"
work=$(mktemp -d)
export LOG_DIR=$work KAFKA_HEAP_OPTS=-Xmx256m PATH=$PWD/bin:$PATH
export KAFKA_LOG4J_OPTS=-Dlog4j.configuration=file:$PWD/docker/log4j.properties

archived() { echo "-XX:TieredStopAtLevel=1 -Xlog:disable -Xlog:all=off -XX:ArchiveClassesAtExit=$archives/$1.jsa"; }
# Asks until the service answers, or has ended.
answers() { until timeout 5 docker/healthy.sh "$1" 2>/dev/null; do kill -0 "$2" 2>/dev/null || return 1; done; }
# No JVM holds up the build, whatever becomes of it: a minute and a half each, and 20 s to end in.
run() { exec timeout --kill-after 20 90 "$@"; }

sed "s|^dataDir=.*|dataDir=$work/zookeeper|" docker/zookeeper.properties >"$work/zookeeper.properties"
KAFKA_JVM_PERFORMANCE_OPTS=$(archived zookeeper) run zookeeper-server-start.sh "$work/zookeeper.properties" >"$work/zookeeper.log" 2>&1 &
zookeeper=$!
if answers zookeeper $zookeeper; then
  KAFKA_JVM_PERFORMANCE_OPTS=$(archived kafka) run kafka-server-start.sh docker/server.properties --override "log.dirs=$work/kafka" \
    --override zookeeper.connect=127.0.0.1:2181 --override listeners=PLAINTEXT://127.0.0.1:9092 >"$work/kafka.log" 2>&1 &
  kafka=$!
  if answers kafka $kafka; then
    (KAFKA_JVM_PERFORMANCE_OPTS="-XX:+UseSerialGC $(archived tools)" run kafka-topics.sh --bootstrap-server 127.0.0.1:9092 --list)
  fi
  kill $kafka && wait $kafka
fi
kill $zookeeper && wait $zookeeper
rm -rf "$work"
ls -l "$archives"
exit 0
