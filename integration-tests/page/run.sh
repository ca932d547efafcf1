#!/bin/sh
# Checks the live page in a browser: lint, types, and tests against a server that plays made-up sessions. Arguments go to pytest:
#
#   run.sh --url http://127.0.0.1:9464/live/ [--token TOKEN]   only what holds for any server, against this one
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
target/venv/bin/python -m pytest -q -p no:cacheprovider "$@"
