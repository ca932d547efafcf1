#!/usr/bin/env bash
# Lints the chart, renders it with each set of values in bayesagg/ci, holds every document to its API and the pod to the restricted Pod
# Security Standard, and sees that what makes no sense is refused.
#
#   usage: deploy/helm/check.sh     needs Go 1.26 or newer (PATH or /usr/local/go); HELM: a helm 3 that is there already
set -euo pipefail
helm_version=v3.22.0
kube_version=1.37.0
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
here=$repository/deploy/helm
PATH=$PATH:/usr/local/go/bin
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
  echo "helm: $*" >&2
  exit 1
}

helm=${HELM:-$scratch/helm}
[[ -n ${HELM:-} ]] || GOBIN=$scratch GOFLAGS=-mod=mod go install "helm.sh/helm/v3/cmd/helm@$helm_version"
go -C "$here/check" build -o "$scratch/check" .

"$here/package.sh" "$scratch" >/dev/null
chart=$scratch/bayesagg

render() {
  "$helm" template run "$chart" --namespace training --kube-version "$kube_version" "$@"
}

# Versions and names that stand elsewhere as well.
version=$(sed -n '0,/<version>/s/.*<version>\(.*\)<.*/\1/p' "$repository/pom.xml")
grep -qx "appVersion: $version" "$chart/Chart.yaml" || fail "Chart.yaml: appVersion is not $version"
# shellcheck disable=SC2016 # backquotes of Markdown
sed -n 's/^| `\([a-z-]*\)` |.*/\1/p' "$repository/server/service/docs/settings.md" >"$scratch/settings"
[[ -s $scratch/settings ]] || fail "there are no settings in settings.md"
while read -r setting; do
  grep -q "\"$setting\"" "$chart/values.schema.json" || grep -q "^ *$setting=" "$chart/templates/configmap.yaml" || [[ $setting == port-file ]] \
    || fail "values.schema.json: the server has a setting $setting"
done <"$scratch/settings"

for values in "$here"/bayesagg/ci/*.yaml; do
  name=$(basename "$values" .yaml)
  "$helm" lint --strict --quiet --kube-version "$kube_version" -f "$values" "$chart"
  render -f "$values" >"$scratch/$name.rendered"
  "$scratch/check" "$name" <"$scratch/$name.rendered"
done

# refused TEXT OPTION...: rendering with these must fail, and say why.
refused() {
  local text=$1
  shift
  if render "$@" >"$scratch/refused" 2>&1; then fail "accepted: $*"; fi
  grep -q -- "$text" "$scratch/refused" || fail "$*: the refusal does not say \"$text\": $(cat "$scratch/refused")"
}
refused 'insecure: true for plain text'
refused 'tls.secretName' --set tls.enabled=true
refused 'no place' --set tls.enabled=true,tls.secretName=x,insecure=true
refused 'maximum: got 2' --set insecure=true,replicas=2
refused 'needs tls' --set insecure=true,tls.clientCertificates=require
refused 'max-sesions' --set insecure=true,settings.max-sesions=3
refused "'host' not allowed" --set insecure=true,settings.host=127.0.0.1
refused 'replicaCount' --set insecure=true,replicaCount=1
refused 'networkPolicy.collectors' --set insecure=true,settings.otlp-endpoint=http://collector:4318
refused 'podMonitor.token' --set insecure=true,access.secretName=x,podMonitor.enabled=true

# broken EDIT: a rendered chart with this change must not pass.
broken() {
  sed -E "$1" "$scratch/tls-access.rendered" >"$scratch/broken"
  ! cmp -s "$scratch/broken" "$scratch/tls-access.rendered" || fail "nothing to break: $1"
  ! "$scratch/check" broken <"$scratch/broken" 2>/dev/null || fail "not seen: $1"
}
broken 's/enableServiceLinks/enableServicelinks/'
broken 's/readOnlyRootFilesystem: true/readOnlyRootFilesystem: false/'
broken 's/drop: \[ALL\]/drop: [NET_RAW]/'
broken 's/targetPort: grpc/targetPort: gprc/'
broken 's/terminationGracePeriodSeconds: .*/terminationGracePeriodSeconds: 30/'
broken 's/replicas: 1/replicas: 2/'
broken 's/^      app.kubernetes.io\/instance: run/      app.kubernetes.io\/instance: walk/'
broken 's/name: data, mountPath/name: date, mountPath/'
echo "helm: all passed"
