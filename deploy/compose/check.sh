#!/usr/bin/env bash
# Loads the Compose files by themselves and on top of each other, as Compose would, and lets Prometheus read its configuration, with and
# without TLS. No engine has to run.
#
#   usage: deploy/compose/check.sh     needs Go 1.25 or newer (PATH or /usr/local/go); PROMTOOL, or one on the PATH, or Debian's apt-get
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
PATH=$PATH:/usr/local/go/bin
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
  echo "compose: $*" >&2
  exit 1
}

promtool=${PROMTOOL:-$(command -v promtool || :)}
if [[ -z $promtool ]]; then
  # Unpacked, not installed: the package would start a Prometheus.
  (cd "$scratch" && apt-get -qq -o APT::Sandbox::User=root download prometheus && dpkg-deb -x prometheus_*.deb prometheus)
  promtool=$scratch/prometheus/usr/bin/promtool
fi

version=$(sed -n '0,/<version>/s/.*<version>\(.*\)<.*/\1/p' "$here/../../pom.xml")
grep -q "bayesagg:$version}" "$here/compose.yaml" || fail "compose.yaml: the image is not of version $version"

go -C "$here/check" build -o "$scratch/check" .
export GRAFANA_PASSWORD_FILE=$scratch/password
: >"$GRAFANA_PASSWORD_FILE"
cd "$here"
"$scratch/check" compose.yaml
"$scratch/check" compose.yaml tls.yaml
"$scratch/check" compose.yaml gpu.yaml

# broken EDIT FILE...: with this change of the last file they must not pass. It lies here meanwhile: its paths are relative.
changed=$here/.broken.yaml
trap 'rm -rf "$scratch" "$changed"' EXIT
broken() {
  local edit=$1
  shift
  sed -E "$edit" "${*: -1}" >"$changed"
  ! cmp -s "${*: -1}" "$changed" || fail "nothing to break: $edit"
  ! "$scratch/check" "${@:1:$#-1}" "$changed" >/dev/null 2>&1 || fail "not seen: $edit"
}
broken 's/stop_grace_period/stop_grace_perod/' compose.yaml
broken 's/stop_grace_period: 45s/stop_grace_period: 10s/' compose.yaml
broken 's/"127.0.0.1:50051:50051"/"50051:50051"/' compose.yaml
broken 's/"127.0.0.1:50051:50051"/"127.0.0.1:9464:9464"/' compose.yaml
broken 's/read_only: true/read_only: false/' compose.yaml
broken 's/internal: true/internal: false/' compose.yaml
broken 's#prometheus/rules.yml:/#prometheus/rule.yml:/#' compose.yaml
broken 's/BAYESAGG_TLS_CERTIFICATE/BAYESAGG_TLS_CERT/' compose.yaml tls.yaml

# Prometheus reads what it is given, from where the containers have it; ca.pem need only be there.
mkdir "$scratch/tls"
: >"$scratch/ca.pem"
sed -E 's/# (scheme|tls_config):/\1:/' ../prometheus/prometheus.yml >"$scratch/tls/prometheus.yml"
grep -q '^    scheme: https$' "$scratch/tls/prometheus.yml" || fail "prometheus.yml: the lines of TLS have changed; so must tls.yaml"
for config in ../prometheus/prometheus.yml "$scratch/tls/prometheus.yml"; do
  sed -e "s#/etc/prometheus/rules.yml#$here/../prometheus/rules.yml#" -e "s#/etc/prometheus/ca.pem#$scratch/ca.pem#" "$config" >"$scratch/prometheus.yml"
  "$promtool" check config "$scratch/prometheus.yml" >"$scratch/said" 2>&1 || fail "$(cat "$scratch/said")"
  echo "$(basename "$(dirname "$config")")/prometheus.yml: ok, $(grep -o '[0-9]* rules found' "$scratch/said")"
done
echo "compose: all passed"
