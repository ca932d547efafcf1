#!/bin/sh
# Checks the live page of a real server that is at work: starts one, trains the quickstart's network through it, and runs what holds for any server.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
bayesagg=$here/../../deploy/bayesagg
scratch=$(mktemp -d)
server=
training=

finish() {
  [ -z "$training" ] || kill "$training" 2>/dev/null || :
  [ -z "$server" ] || kill "$server" 2>/dev/null || :
  wait
  rm -rf "$scratch"
}
trap finish EXIT

"$bayesagg" --version >/dev/null
"$bayesagg" serve --ephemeral --port 0 --http-port 0 --port-file "$scratch/ports" >"$scratch/server.log" 2>&1 &
server=$!
while [ ! -s "$scratch/ports" ]; do
  kill -0 "$server" 2>/dev/null || { cat "$scratch/server.log" >&2; exit 1; }
  sleep 0.2
done
{ read -r port; read -r http; } <"$scratch/ports"
"$bayesagg" quickstart --target "127.0.0.1:$port" --seeds 1 --epochs 10000 --output "$scratch/output" >"$scratch/training.log" 2>&1 &
training=$!
# Until a step has been counted there is nothing to see.
until "$bayesagg" watch --once --url "http://127.0.0.1:$http/live/" | grep -q bayesian; do
  kill -0 "$training" 2>/dev/null || { cat "$scratch/training.log" >&2; exit 1; }
  sleep 1
done
"$here/run.sh" --url "http://127.0.0.1:$http/live/" "$@"
