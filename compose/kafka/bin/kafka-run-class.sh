#!/bin/bash
# Runs a class of this Kafka home in a JVM of its own. The other scripts here source it, with a class and its arguments.
#
#   kafka-run-class.sh [-daemon] [-name NAME] [-loggc] CLASS [ARGUMENT …]
#
# Looked at in the environment: JAVA_HOME, CLASSPATH, LOG_DIR, JMX_PORT, and, replacing what stands here,
# KAFKA_HEAP_OPTS, KAFKA_JVM_PERFORMANCE_OPTS, KAFKA_GC_LOG_OPTS, KAFKA_JMX_OPTS, KAFKA_LOG4J_OPTS; KAFKA_OPTS comes on top.
# Written for bash 3.2 and for the tools that macOS and a minimal Debian share; no process is started that can be spared.

kafka_self=${BASH_SOURCE[0]}
case $kafka_self in */*) ;; *) kafka_self=./$kafka_self ;; esac
while [ -L "$kafka_self" ]; do
  kafka_link=$(readlink "$kafka_self")
  case $kafka_link in /*) kafka_self=$kafka_link ;; *) kafka_self=${kafka_self%/*}/$kafka_link ;; esac
done
kafka_home=$(CDPATH='' cd -P -- "${kafka_self%/*}/.." && pwd -P) || exit 1

kafka_daemon=
kafka_name=
while [ $# -gt 0 ]; do
  case $1 in
    -daemon) kafka_daemon=yes; shift ;;
    -name) kafka_name=${2-}; shift; [ $# -eq 0 ] || shift ;;
    -loggc) shift ;; # a GC log only where KAFKA_GC_LOG_OPTS asks for one
    *) break ;;
  esac
done
if [ $# -eq 0 ]; then
  echo "USAGE: ${0##*/} [-daemon] [-name NAME] [-loggc] CLASS [ARGUMENT ...]" >&2
  exit 1
fi

# Byte order, whatever the user's locale, and no wildcard: a shared class archive holds for exactly one class path.
kafka_class_path() {
  local LC_ALL=C IFS=:
  set -- "$kafka_home"/libs/*.jar
  kafka_class_path="${CLASSPATH:+$CLASSPATH:}$*"
}
kafka_class_path

kafka_java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! command -v "$kafka_java" >/dev/null 2>&1; then
  echo "${0##*/}: there is no Java at ${JAVA_HOME:-your PATH}: install one, or set JAVA_HOME" >&2
  exit 1
fi

kafka_logs=${LOG_DIR:-$kafka_home/logs}
if [ -n "${KAFKA_LOG4J_OPTS-}${kafka_server_log4j-}$kafka_daemon" ] && [ ! -d "$kafka_logs" ]; then
  mkdir -p "$kafka_logs" || exit 1
fi

# The user's options are lists of words, as in every Kafka: split at blanks, but never matched against file names.
set -f
[ -n "${KAFKA_HEAP_OPTS-}" ] || KAFKA_HEAP_OPTS=-Xmx256M
# A tool lives for a second: the quick compiler and the small collector suit it. The servers bring their own.
[ -n "${KAFKA_JVM_PERFORMANCE_OPTS-}" ] || KAFKA_JVM_PERFORMANCE_OPTS='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true'
if [ -n "${JMX_PORT-}" ]; then
  [ -n "${KAFKA_JMX_OPTS-}" ] || KAFKA_JMX_OPTS='-Dcom.sun.management.jmxremote -Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false'
  KAFKA_JMX_OPTS="$KAFKA_JMX_OPTS -Dcom.sun.management.jmxremote.port=$JMX_PORT"
fi
# shellcheck disable=SC2206
kafka_log4j=(${KAFKA_LOG4J_OPTS-})
if [ ${#kafka_log4j[@]} -eq 0 ]; then
  kafka_log4j=("-Dlog4j.configuration=file:$kafka_home/config/${kafka_server_log4j:-tools-log4j.properties}")
fi
# shellcheck disable=SC2086
set -- "$kafka_java" $KAFKA_HEAP_OPTS $KAFKA_JVM_PERFORMANCE_OPTS ${KAFKA_GC_LOG_OPTS-} ${KAFKA_JMX_OPTS-} \
  "-Dkafka.logs.dir=$kafka_logs" "${kafka_log4j[@]}" -cp "$kafka_class_path" ${KAFKA_OPTS-} "$@"

[ -n "$kafka_daemon" ] || exec "$@"
nohup "$@" </dev/null >"$kafka_logs/${kafka_name:-daemon}.out" 2>&1 &
disown
exit 0
