#!/bin/bash
# Starts the broker. In the book one machine runs both, so here too ZooKeeper answers at my-kafka:2181.
socat TCP-LISTEN:2181,fork,reuseaddr TCP:zookeeper:2181 &
exec kafka-server-start.sh /opt/kafka/docker/server.properties "$@"
