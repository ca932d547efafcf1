#!/bin/sh
# Programs in other languages, each on stubs of its language's stock generator, against a server of this clone. Part of the
# repository's test command.
#
# A program is a folder with an executable run.sh, which is given HOST:PORT, builds what it needs into a folder that git ignores,
# prints a line for each check and ends with 0. Where its toolchain is missing it says SKIPPED and ends with 0 too.
#
#   BAYESAGG_COMMAND  the bayesagg command; otherwise that of this clone
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
bayesagg=${BAYESAGG_COMMAND:-$here/../../deploy/bayesagg}

command -v java >/dev/null 2>&1 || [ -n "${JAVA_HOME:-}" ] || {
  echo "polyglot: SKIPPED: no java to run a server with"
  exit 0
}

work=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || :
  [ -z "$server" ] || wait "$server" 2>/dev/null || :
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

"$bayesagg" serve --ephemeral --port 0 --http-port 0 --port-file "$work/ports" >"$work/log" 2>&1 </dev/null &
server=$!
# Long enough for the command to build its jar first.
left=600
while [ ! -s "$work/ports" ]; do
  if [ "$left" -eq 0 ] || ! kill -0 "$server" 2>/dev/null; then
    cat "$work/log" >&2
    echo "polyglot: FAILED: no server" >&2
    exit 1
  fi
  left=$((left - 1))
  sleep 1
done
# The first line is the port of gRPC, the second that of HTTP.
read -r port <"$work/ports"

failed=
for program in "$here"/*/run.sh; do
  [ -x "$program" ] || continue
  language=$(basename -- "$(dirname -- "$program")")
  "$program" "127.0.0.1:$port" </dev/null || failed="$failed $language"
done
if [ -n "$failed" ]; then
  echo "polyglot: FAILED:$failed" >&2
  exit 1
fi
