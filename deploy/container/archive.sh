#!/bin/sh
# Keeps the classes that a server needs, as the JVM lays them out, beside the jar: a start then takes half the time. Runs where
# /opt/bayesagg is and may be written: in the image's build, in check.sh, and after an installation for systemd.
#
#   usage: archive.sh CASES FOLDER     the golden cases, played so that every class is seen; an empty folder to write to
set -eu
cases=$1
scratch=$2
home=/opt/bayesagg

"$home/jre/bin/java" -Xlog:disable -Xshare:dump

# Through TLS, for its classes are needed as well.
"$home/bin/bayesagg" certs --out "$scratch/certs" >/dev/null
JAVA_OPTS="-Xlog:disable -XX:ArchiveClassesAtExit=$home/bayesagg.jsa" \
  "$home/bin/bayesagg" serve --host 127.0.0.1 --port 0 --http-port 0 --port-file "$scratch/ports" --data-dir "$scratch/sessions" \
  --tls-certificate "$scratch/certs/server.pem" --tls-key "$scratch/certs/server.key" >"$scratch/server.log" 2>&1 &
server=$!
tries=0
until [ -s "$scratch/ports" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 60 ] || ! kill -0 "$server"; then
    while read -r line; do echo "$line"; done <"$scratch/server.log"
    exit 1
  fi
  # There is no sleep in the image; this takes about a second.
  "$home/bin/bayesagg" --version >/dev/null
done
{ read -r port && read -r http; } <"$scratch/ports"
"$home/bin/bayesagg" conformance "$cases" --target "127.0.0.1:$port" --tls-ca "$scratch/certs/ca.pem"
BAYESAGG_HTTP_PORT=$http "$home/bin/ready"
kill "$server"
wait "$server"
[ -s "$home/bayesagg.jsa" ]
