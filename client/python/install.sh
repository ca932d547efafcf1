#!/bin/sh
# Makes target/venv with the Python package, editable, and what its tests need. Called by verify.sh; may run before it, or at the same time,
# while something else is built: PyTorch alone is gigabytes to fetch. PYTHON and PYTHON_EXTRAS as for verify.sh.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
python=${PYTHON:-python3}
work=$here/target

mkdir -p "$work"
# One at a time; who comes second finds everything there. Without flock, which some systems lack, it is for the caller to wait.
if [ -z "${INSTALL_LOCKED:-}" ] && command -v flock >/dev/null 2>&1; then
  INSTALL_LOCKED=1 exec flock "$work/install.lock" "$0"
fi

cd "$here"
"$python" -m venv --system-site-packages "$work/venv"
# What the interpreter has stays as it is; all else comes in the versions of constraints.txt.
"$python" - >"$work/present" <<'END'
import importlib.metadata
import re

for found in importlib.metadata.distributions():
    print("^" + re.sub("[-_.]+", "-", found.metadata["Name"] or "").lower() + "[=; ]")
END
grep -v -f "$work/present" constraints.txt >"$work/constraints.txt"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "$work/constraints.txt" \
  --editable ".[dev${PYTHON_EXTRAS:+,$PYTHON_EXTRAS}]"
