#!/bin/sh
# Installs what package-lock.json names and runs the program against the server at $1. The contract is read from the tree as it
# is: no stubs are made.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)

skip() {
  echo "polyglot node: SKIPPED: $*"
  exit 0
}

[ $# -eq 1 ] || { echo "usage: run.sh HOST:PORT" >&2; exit 2; }
command -v node >/dev/null 2>&1 || skip "no node"
command -v npm >/dev/null 2>&1 || skip "no npm"
[ "$(node -p 'parseInt(process.versions.node)')" -ge 18 ] || skip "node $(node --version) is older than 18"
cd "$here"
# npm writes this file last; it is as old as what is installed.
if [ -z "$(find node_modules/.package-lock.json -newer package-lock.json 2>/dev/null)" ]; then
  npm ci --loglevel=error --no-audit --no-fund --ignore-scripts >/dev/null
fi
exec node main.js "$1" "$root/proto/src/main/protobuf" "$root/server/math/src/test/resources/golden"
