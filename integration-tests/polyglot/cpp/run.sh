#!/bin/sh
# Builds and runs the C++ program against a server: run.sh HOST:PORT. Where the toolchain is missing that is said, and nothing fails.
set -eu

[ $# -eq 1 ] || { echo "usage: run.sh HOST:PORT" >&2; exit 2; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
golden=$here/../../../server/math/src/test/resources/golden

skip() {
  echo "polyglot cpp: SKIPPED: $*"
  exit 0
}

# need COMMAND PACKAGE
need() {
  command -v "$1" >/dev/null 2>&1 || skip "no $1; install Debian's or Ubuntu's package $2"
}

# library HEADER PACKAGE
library() {
  echo "#include <$1>" | c++ -std=c++17 -E -x c++ - >/dev/null 2>&1 || skip "no <$1>; install Debian's or Ubuntu's package $2"
}

need c++ g++
need cmake cmake
need make make
need pkg-config pkg-config
need protoc protobuf-compiler
need grpc_cpp_plugin protobuf-compiler-grpc
library grpcpp/grpcpp.h libgrpc++-dev
library google/protobuf/any.h libprotobuf-dev
library nlohmann/json.hpp nlohmann-json3-dev

mkdir -p "$here/target"
# Quiet, but all of it where something fails.
{ cmake -S "$here" -B "$here/target" -G "Unix Makefiles" && cmake --build "$here/target" --parallel 4; } >"$here/target/build.log" 2>&1 || {
  cat "$here/target/build.log" >&2
  echo "polyglot cpp: FAILED: the program does not build" >&2
  exit 1
}
exec "$here/target/bayesagg-polyglot" "$1" "$golden"
