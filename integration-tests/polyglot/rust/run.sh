#!/bin/sh
# Builds and runs the Rust program against a server: run.sh HOST:PORT. Where the toolchain is missing that is said, and nothing fails.
set -eu

[ $# -eq 1 ] || { echo "usage: run.sh HOST:PORT" >&2; exit 2; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
golden=$here/../../../server/math/src/test/resources/golden
least=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$here/Cargo.toml")

skip() {
  echo "polyglot rust: SKIPPED: $*"
  exit 0
}

command -v cargo >/dev/null 2>&1 || skip "no cargo; install Rust $least or newer (rustup)"
command -v cc >/dev/null 2>&1 || skip "no cc to link with; install a C compiler (Debian, Ubuntu: package gcc)"
version=$(cargo --version | sed 's/^cargo \([0-9.]*\).*/\1/')
oldest=$(printf '%s\n' "$least" "$version" | sort -V | head -n 1)
[ "$oldest" = "$least" ] || skip "cargo is $version; install Rust $least or newer (rustup)"

cd "$here"
cargo build --quiet --locked --target-dir "$here/target"
exec "$here/target/debug/bayesagg-polyglot" "$1" "$golden"
