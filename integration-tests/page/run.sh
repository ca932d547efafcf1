#!/bin/sh
# Checks the live page in a browser: lint, types, and tests against a server that plays made-up sessions. Arguments go to pytest:
#
#   run.sh --url http://127.0.0.1:9464/live/ [--token TOKEN]   only what holds for any server, against this one
#   run.sh --real                                              the same against a server of this clone at work; needs Java and Maven
#
# What is missing is skipped, and said.
#
#   PYTHON             the interpreter, 3.10 or newer; python3 otherwise
#   BAYESAGG_CHROMIUM  the browser; otherwise the command chromium
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
python=${PYTHON:-python3}

skip() {
  echo "live page: SKIPPED: $*" >&2
  exit 0
}

command -v "$python" >/dev/null 2>&1 || skip "no $python"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || skip "$("$python" --version) is older than 3.10"
"$python" -c 'import venv, ensurepip' 2>/dev/null || skip "$python has no venv (Debian, Ubuntu: package python3-venv)"
command -v "${BAYESAGG_CHROMIUM:-chromium}" >/dev/null 2>&1 || skip "no Chromium (Debian: package chromium)"

cd "$here"
mkdir -p target
"$python" -m venv target/venv
target/venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
target/venv/bin/python -m ruff check --quiet .
target/venv/bin/python -m ruff format --quiet --check .
target/venv/bin/python -m mypy --no-error-summary
if [ "${1:-}" != --real ]; then
  exec target/venv/bin/python -m pytest -q -p no:cacheprovider "$@"
fi
shift

# A server of its own, and a load that keeps two sessions of two tasks at work while the tests look.
launcher=$here/../../deploy/bayesagg
work=$(mktemp -d)
server='' load=''
stop() {
  [ -z "$load" ] || kill "$load" 2>/dev/null || :
  [ -z "$server" ] || kill "$server" 2>/dev/null || :
  wait
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM
"$launcher" --version >/dev/null
"$launcher" serve --ephemeral --live-page on --port 0 --http-port 0 --port-file "$work/ports" >"$work/server.log" 2>&1 &
server=$!
until [ "$(wc -l 2>/dev/null <"$work/ports")" = 2 ]; do
  kill -0 "$server" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
  sleep 0.2
done
url=http://127.0.0.1:$(sed -n 2p "$work/ports")/live/
"$launcher" bench --target "127.0.0.1:$(sed -n 1p "$work/ports")" robust-gaussian:64x32x3+robust-bernoulli:64x32x2 \
  --sessions 2 --workers 2 --rate 50 --prime 0 --duration 600 --rounds 1 >"$work/load.log" 2>&1 &
load=$!
until "$launcher" watch --once --url "$url" | grep -q bayesian; do
  kill -0 "$load" 2>/dev/null || { cat "$work/load.log" >&2; exit 1; }
  sleep 0.2
done
target/venv/bin/python -m pytest -q -p no:cacheprovider --url "$url" "$@"
