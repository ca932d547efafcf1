#!/bin/sh
# Checks and tests the Python package: lint, types, tests against a server of this clone, and the built wheel in an empty environment.
# Part of the repository's test command. What is missing is skipped, and said.
#
#   PYTHON         the interpreter, 3.10 or newer; python3 otherwise. Packages that it has, such as torch, are used.
#   PYTHON_EXTRAS  extras of the package to install as well: examples,lightning,dev-jax
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
python=${PYTHON:-python3}
work=$here/target

skip() {
  echo "bayesagg python: SKIPPED: $*" >&2
  exit 0
}

command -v "$python" >/dev/null 2>&1 || skip "no $python"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || skip "$("$python" --version) is older than 3.10"
"$python" -c 'import venv, ensurepip' 2>/dev/null || skip "$python has no venv (Debian, Ubuntu: package python3-venv)"

cd "$here"
PYTHON=$python ./install.sh
rm -rf "$work/dist" "$work/fresh"
"$work/venv/bin/python" -m ruff check --quiet .
"$work/venv/bin/python" -m ruff format --quiet --check .
"$work/venv/bin/python" -m mypy --no-error-summary
"$work/venv/bin/python" -m pytest -q -p no:cacheprovider

# The wheel with the newest that it allows: what somebody who installs it gets.
"$work/venv/bin/python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$work/dist" .
"$python" -m venv "$work/fresh"
"$work/fresh/bin/pip" install --quiet --disable-pip-version-check "$work"/dist/bayesagg-*.whl
(cd / && "$work/fresh/bin/python" -W error -c 'import bayesagg; bayesagg.connect("127.0.0.1:1").close()')
