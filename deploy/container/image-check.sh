#!/usr/bin/env bash
# Runs an image as it is meant to be run (no rights, read-only but for its volume and /tmp), asks it, stops it, and starts it again on the
# same volume. check.sh does more, and without an engine; this one sees what the engine makes of the image.
#
#   usage: deploy/container/image-check.sh IMAGE
#
#   ENGINE   docker (the default) or podman, with its own options where it needs some, split at blanks
#   OPTIONS  further options of its run, for example "--gpus all"
set -euo pipefail
image=${1:?usage: image-check.sh IMAGE}
read -r -a engine <<<"${ENGINE:-docker}"
read -r -a options <<<"${OPTIONS:-}"
name=bayesagg-check-$$

cleanup() {
  "${engine[@]}" rm -f -v "$name" >/dev/null 2>&1 || :
  "${engine[@]}" volume rm "$name" >/dev/null 2>&1 || :
}
trap cleanup EXIT

fail() {
  echo "image: $*" >&2
  "${engine[@]}" logs "$name" 2>&1 | grep -v '(default)' | tail -n 20 >&2
  exit 1
}

# serve: starts a container and waits until its health check holds.
serve() {
  local begun=$SECONDS
  "${engine[@]}" run -d --name "$name" --network none --read-only --cap-drop=ALL --security-opt no-new-privileges \
    --tmpfs /tmp -v "$name:/var/lib/bayesagg" -e BAYESAGG_INSECURE=true "${options[@]}" "$image" >/dev/null
  until "${engine[@]}" exec "$name" ready >/dev/null 2>&1; do
    ((SECONDS - begun < 60)) || fail "not ready after a minute"
    [[ $("${engine[@]}" inspect -f '{{.State.Running}}' "$name") == true ]] || fail "the server has ended"
    sleep 0.2
  done
}

# stop: a stop of the engine's, which must be a drain.
stop() {
  "${engine[@]}" stop --time 45 "$name" >/dev/null
  [[ $("${engine[@]}" inspect -f '{{.State.ExitCode}}' "$name") == 0 ]] || fail "the server ended with a failure"
  [[ $("${engine[@]}" logs "$name" 2>&1 | tail -n 1) == "BayesAgg has stopped" ]] || fail "the server did not drain"
}

"${engine[@]}" volume create "$name" >/dev/null
serve
"${engine[@]}" exec "$name" bayesagg ping || fail "no answer"
"${engine[@]}" exec "$name" /bin/sh -c 'echo >/opt/bayesagg/x' 2>/dev/null && fail "its root can be written"
stop
"${engine[@]}" rm "$name" >/dev/null
serve
stop
echo "$image: served, drained and came back"
