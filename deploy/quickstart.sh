#!/bin/sh
# Trains a small multi-task network on handwritten digits through the service: `bayesagg quickstart`, with its options.
set -eu

self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname -- "$self")/$target ;;
  esac
done

exec "$(dirname -- "$self")/bayesagg" quickstart "$@"
