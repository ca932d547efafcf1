#!/bin/sh
# Generates the stubs, builds the program and runs it against the server at $1. Everything made lies under target/.
#
#   PROTOC  the compiler; otherwise protoc from the PATH, otherwise the one in the Python package grpcio-tools
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)
contract=$root/proto/src/main/protobuf
work=$here/target

skip() {
  echo "polyglot go: SKIPPED: $*"
  exit 0
}

[ $# -eq 1 ] || { echo "usage: run.sh HOST:PORT" >&2; exit 2; }
server=$1
command -v go >/dev/null 2>&1 || skip "no go"
cd "$here"
# A go older than go.mod asks for fetches a newer one, unless it is told not to: then it refuses every command.
if ! refusal=$(go list -m 2>&1); then
  case $refusal in
    *"requires go"* | *"invalid go version"*) skip "$refusal" ;;
    *) echo "polyglot go: $refusal" >&2; exit 1 ;;
  esac
fi

# Runs a protoc with the given arguments.
compile() {
  if [ -n "${PROTOC:-}" ] || command -v protoc >/dev/null 2>&1; then
    "${PROTOC:-protoc}" "$@"
  else
    "$work/venv/bin/python" -m grpc_tools.protoc "$@"
  fi
}

if [ -z "${PROTOC:-}" ] && ! command -v protoc >/dev/null 2>&1; then
  command -v python3 >/dev/null 2>&1 || skip "no protoc, and no python3 to install one with"
  python3 -c 'import venv, ensurepip' 2>/dev/null || skip "no protoc, and python3 has no venv to install one in"
  # Written last: an installation that broke off is made again.
  if [ ! -f "$work/venv/installed" ]; then
    python3 -m venv --clear "$work/venv"
    "$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check grpcio-tools==1.76.0
    : >"$work/venv/installed"
  fi
fi

# The generators are tools of this module, so go.mod pins them as well.
mkdir -p "$work/bin"
GOBIN=$work/bin go install tool

# The contract names no Go package: where each file's is, an M option says.
set --
for path in "$contract"/bayesagg/v1/*.proto; do
  file=${path#"$contract"/}
  package=example.org/bayesagg/polyglot/target/bayesagg/v1
  set -- "$@" "--go_opt=M$file=$package" "--go-grpc_opt=M$file=$package" "$file"
done
compile -I"$contract" \
  --plugin="$work/bin/protoc-gen-go" --go_out="$work" --go_opt=paths=source_relative \
  --plugin="$work/bin/protoc-gen-go-grpc" --go-grpc_out="$work" --go-grpc_opt=paths=source_relative \
  "$@"

# No version control stamp: who runs this need not own the clone.
go build -buildvcs=false -o "$work/polyglot" .
exec "$work/polyglot" "$server" "$root/server/math/src/test/resources/golden"
