#!/usr/bin/env bash
# Builds the fake CUDA libraries into a folder:  build.sh [--test] OUTDIR
# With --test, also builds and runs their own test. What is newer than its sources is left alone.
set -euo pipefail

test=no
if [ "${1:-}" = --test ]; then
  test=yes
  shift
fi
if [ $# -ne 1 ]; then
  echo "usage: $0 [--test] OUTDIR" >&2
  exit 2
fi
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")"

# stale TARGET SOURCES...: whether the target is missing or older than a source or this script.
stale() {
  target=$1
  shift
  [ -e "$target" ] || return 0
  for source in "$@" build.sh; do
    [ ! "$source" -nt "$target" ] || return 0
  done
  return 1
}

# Files appear whole, by renaming: another process may have the old one mapped.
place() { mv -f "$1.$$" "$1"; }

# library NAME OPTIONS SOURCES...: sources that are headers only count for their age.
library() {
  target=$out/$1
  name=$1
  options=$2
  shift 2
  stale "$target" "$@" || return 0
  units=()
  for source in "$@"; do
    [[ $source != *.cpp ]] || units+=("$source")
  done
  # Symbols are bound inside each library, so that a real CUDA in the same process does not mix in.
  g++ "$options" -std=c++17 -Wall -Wextra -shared -fPIC -fno-gnu-unique -Wl,-Bsymbolic \
    "-Wl,-soname,$name" "${units[@]}" -o "$target.$$" -ldl
  place "$target"
}

copy() {
  if stale "$out/$1" "$1"; then
    cp "$1" "$out/$1.$$"
    place "$out/$1"
  fi
}

copy shim_abi.h
copy cuda_shim.h
library libcuda.so.1 -O2 fake_control.cpp fake_cuda.cpp fake_memory.cpp fake_module.cpp \
  fake_stream.cpp fibers.cpp fake_state.h fibers.h shim_abi.h &
cuda=$!
library libnvrtc.so.13 -O1 fake_nvrtc.cpp
wait $cuda
library libcublas.so.13 -O3 fake_cublas.cpp fake_common.h &
cublas=$!
library libcusolver.so.12 -O3 fake_cusolver.cpp fake_common.h
wait $cublas

if [ $test = yes ]; then
  if stale "$out/self_test" self_test.cpp; then
    g++ -O1 -std=c++17 -Wall -Wextra self_test.cpp -o "$out/self_test.$$" -ldl
    place "$out/self_test"
  fi
  "$out/self_test" "$out"
fi
