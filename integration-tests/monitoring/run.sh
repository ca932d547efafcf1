#!/bin/sh
# Checks what deploy/prometheus and deploy/grafana hold against real servers and a real Prometheus.
#
#   PYTHON             the interpreter, 3.11 or newer; python3 otherwise
#   BAYESAGG_COMMAND   the bayesagg command; otherwise that of this clone
#
# Needs prometheus and promtool (Debian, Ubuntu: package prometheus). What is missing is skipped, and said. Arguments go to pytest.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
python=${PYTHON:-python3}
work=$here/target

skip() {
  echo "bayesagg monitoring: SKIPPED: $*" >&2
  exit 0
}

command -v promtool >/dev/null 2>&1 || skip "no promtool (Debian, Ubuntu: package prometheus)"
command -v prometheus >/dev/null 2>&1 || skip "no prometheus (Debian, Ubuntu: package prometheus)"
command -v "$python" >/dev/null 2>&1 || skip "no $python"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || skip "$("$python" --version) is older than 3.11"
"$python" -c 'import venv, ensurepip' 2>/dev/null || skip "$python has no venv (Debian, Ubuntu: package python3-venv)"

mkdir -p "$work/stubs"
cd "$here"
"$python" -m venv "$work/venv"
bin=$work/venv/bin
"$bin/python" -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
proto=$here/../../proto/src/main/protobuf
"$bin/python" -m grpc_tools.protoc --proto_path="$proto" --python_out="$work/stubs" --grpc_python_out="$work/stubs" "$proto"/bayesagg/v1/*.proto

"$bin/ruff" check --quiet --config pyproject.toml . ../../deploy/grafana ../../deploy/prometheus
"$bin/ruff" format --quiet --check --config pyproject.toml . ../../deploy/grafana ../../deploy/prometheus
"$bin/mypy" --no-error-summary . ../../deploy/grafana/*.py ../../deploy/prometheus/*.py
PYTHONPATH=$work/stubs:$here/../../deploy/grafana "$bin/python" -m pytest -q -p no:cacheprovider "$@"
