#!/usr/bin/env bash
# Makes the chart complete: puts the alert rules and the dashboard into a copy of it, from where Prometheus and Grafana have them too.
#
#   usage: deploy/helm/package.sh [FOLDER]     makes FOLDER/bayesagg (deploy/helm/package), which helm installs
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
out=${1:-$here/package}
rm -rf "$out/bayesagg"
mkdir -p "$out"
cp -R "$here/bayesagg" "$out/bayesagg"
mkdir "$out/bayesagg/files"
cp "$here/../prometheus/rules.yml" "$here/../grafana/dashboard.json" "$out/bayesagg/files/"
echo "$out/bayesagg"
