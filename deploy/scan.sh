#!/usr/bin/env bash
# Looks up what is known to be vulnerable in what is shipped, the runnable jar's bill of materials, and in what tests, checks and the image
# bring, the lock files of this clone. Asks api.osv.dev, which learns names and versions.
#
#   usage: deploy/scan.sh [OPTION...]     options of `osv-scanner scan source`, for example --format markdown, or
#                                         --offline-vulnerabilities --local-db-path FOLDER for a machine without a network
#
#   OSV_SCANNER   an osv-scanner 2 that is there; otherwise Go, 1.21 or newer (PATH or /usr/local/go), builds one
#
# Status 0: nothing found; 1: something found; anything else: it could not look.
set -euo pipefail
osv_version=v2.6.0
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$repository"
PATH=$PATH:/usr/local/go/bin
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

scanner=${OSV_SCANNER:-$scratch/osv-scanner}
# A Go that is too old for it fetches a newer one.
[[ -n ${OSV_SCANNER:-} ]] || GOBIN=$scratch GOFLAGS=-mod=mod GOTOOLCHAIN=auto go install "github.com/google/osv-scanner/v2/cmd/osv-scanner@$osv_version"

deploy/bayesagg --version >/dev/null
unzip -q -j -o client/cli/target/bayesagg.jar META-INF/sbom/application.cdx.json -d "$scratch"
files=(--lockfile "$scratch/application.cdx.json")
while read -r file; do
  case $file in
    *.txt) files+=(--lockfile "requirements.txt:$repository/$file") ;;
    *) files+=(--lockfile "$repository/$file") ;;
  esac
done < <(git ls-files '*package-lock.json' '*go.mod' '*Cargo.lock' '*requirements.txt' '*constraints.txt' '*cuda-libraries.txt')
# The lock files are complete; nothing has to be resolved or compiled.
"$scanner" scan source --config deploy/osv-scanner.toml --no-resolve --no-call-analysis=all "${files[@]}" "$@"
