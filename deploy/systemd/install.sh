#!/usr/bin/env bash
# Installs the server for systemd: /opt/bayesagg with a Java of its own, the unit, its user and its settings. Settings that are there stay.
#
#   usage: sudo deploy/systemd/install.sh [ROOT]     ROOT: another tree than /, for packages and images; nothing is started then
#
# Needs what deploy/container/rootfs.sh needs. Afterwards: edit /etc/bayesagg/bayesagg.conf, systemctl enable --now bayesagg.
set -euo pipefail
root=${1:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$here/../container/rootfs.sh" "$scratch/tree"
rm -rf "$root/opt/bayesagg.new"
mkdir -p "$root/opt"
cp -a "$scratch/tree/opt/bayesagg" "$root/opt/bayesagg.new"
rm -rf "$root/opt/bayesagg"
mv "$root/opt/bayesagg.new" "$root/opt/bayesagg"

install -D -m 0644 "$here/bayesagg.service" "$root/etc/systemd/system/bayesagg.service"
install -D -m 0644 "$here/sysusers.conf" "$root/usr/lib/sysusers.d/bayesagg.conf"
install -D -m 0644 "$here/tmpfiles.conf" "$root/usr/lib/tmpfiles.d/bayesagg.conf"
[[ -e $root/etc/bayesagg/bayesagg.conf ]] || install -D -m 0640 "$here/bayesagg.conf" "$root/etc/bayesagg/bayesagg.conf"
mkdir -p "$root/usr/local/bin"
ln -sfn /opt/bayesagg/bin/bayesagg "$root/usr/local/bin/bayesagg"

systemd-sysusers ${root:+--root="$root"} bayesagg.conf
systemd-tmpfiles ${root:+--root="$root"} --create bayesagg.conf
if [[ -z $root ]]; then
  systemctl daemon-reload
fi
