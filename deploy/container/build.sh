#!/usr/bin/env bash
# Builds the image of this version from this checkout.
#
#   usage: deploy/container/build.sh [OPTION...]     options of `docker build`, for example --target cuda -t bayesagg:cuda
#
#   ENGINE   docker (the default; with BuildKit), podman or buildah
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
engine=${ENGINE:-docker}
version=$(sed -n '0,/<version>/s/.*<version>\(.*\)<.*/\1/p' pom.xml)
options=(-f deploy/container/Containerfile -t "bayesagg:$version" --build-arg "VERSION=$version"
  --build-arg "REVISION=$(git rev-parse HEAD 2>/dev/null || echo unknown)")
# Podman and Buildah do not look for it beside the Containerfile; and only in their own format an image has a health check.
[[ $engine == docker ]] || options+=(--ignorefile deploy/container/Containerfile.dockerignore --format docker)
exec "$engine" build "${options[@]}" "$@" .
