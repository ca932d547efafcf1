#!/bin/sh
# Whether the server in this container serves: status 0 or 1. Another page of the HTTP port: ready /healthz.
exec /opt/bayesagg/jre/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx16m -cp /opt/bayesagg/probe \
  Probe "${BAYESAGG_HTTP_PORT:-9464}" "${1:-/readyz}"
