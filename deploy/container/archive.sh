#!/bin/sh
# Keeps the classes that a server needs, as the JVM lays them out, beside the jar: a start then takes half the time. Runs as root
# within the tree that rootfs.sh made, with /tmp to write to: in the image's build, and in check.sh.
#
#   usage: archive.sh CASES     the folder of golden cases, played so that every class is seen
set -eu
home=/opt/bayesagg
address=127.0.0.1:50051

"$home/jre/bin/java" -Xlog:disable -Xshare:dump

# Through TLS, for its classes are needed as well.
"$home/bin/bayesagg" certs --out /tmp/certs >/dev/null
JAVA_OPTS="-Xlog:disable -XX:ArchiveClassesAtExit=$home/bayesagg.jsa" \
  "$home/bin/bayesagg" serve --host "${address%:*}" --data-dir /tmp/sessions --tls-certificate /tmp/certs/server.pem \
  --tls-key /tmp/certs/server.key >/tmp/server.log 2>&1 &
server=$!
# A call that is not answered takes some seconds, and so does what it is tried with.
tries=0
until "$home/bin/bayesagg" ping --target "$address" --tls-ca /tmp/certs/ca.pem --count 1 >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -gt 20 ] || ! kill -0 "$server"; then
    while read -r line; do echo "$line"; done </tmp/server.log
    exit 1
  fi
done
"$home/bin/bayesagg" conformance "$1" --target "$address" --tls-ca /tmp/certs/ca.pem
"$home/bin/ready"
kill "$server"
wait "$server"
[ -s "$home/bayesagg.jsa" ]
