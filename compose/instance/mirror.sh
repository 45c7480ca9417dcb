#!/bin/bash
# A mirror of the Apache archive, with one file: http://mirror/kafka/2.5.0/kafka_2.12-2.5.0.tgz
set -eu
name=kafka_2.12-2.5.0
directory=/srv/mirror/kafka/2.5.0

# The same bytes at each start. Only what an archive of Kafka holds: what makes an image of its home stays out.
if [ ! -e "$directory/$name.tgz" ]; then
  mkdir -p "$directory"
  tar -C /opt/kafka --sort=name --owner=0 --group=0 --numeric-owner --mtime=2020-04-08T00:00Z \
    --transform "s,^,$name/,S" -c bin config libs | gzip -1n >"$directory/.part"
  mv "$directory/.part" "$directory/$name.tgz"
fi
exec python3 -m http.server --directory /srv/mirror 80
