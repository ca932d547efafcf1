#!/usr/bin/env bash
# Installs into a folder and lets systemd read what is there: the unit, its user, its hardening. No systemd has to run.
#
#   usage: deploy/systemd/check.sh [WORST]     as root; fails where `systemd-analyze security` says more than WORST (20, of 100)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
worst=${1:-20}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

fail() {
  echo "systemd: $*" >&2
  exit 1
}

# The system's own units, which this one is ordered by, and who root is.
mkdir -p "$root/usr/lib/systemd" "$root/etc"
cp -a /usr/lib/systemd/system "$root/usr/lib/systemd/"
printf 'root:x:0:0:root:/root:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\n' >"$root/etc/group"
"$here/install.sh" "$root"

grep -q '^bayesagg:' "$root/etc/passwd" || fail "there is no user bayesagg"
[[ $(stat -c '%a %G' "$root/etc/bayesagg/bayesagg.conf") == "640 "* ]] || fail "others may read the settings"
said=$(systemd-analyze verify --man=no --root="$root" bayesagg.service 2>&1 | grep -i bayesagg || :)
[[ -z $said ]] || fail "$said"
install -D -m 0644 "$here/gpu.conf" "$root/etc/systemd/system/bayesagg.service.d/gpu.conf"
said=$(systemd-analyze verify --man=no --root="$root" bayesagg.service 2>&1 | grep -i -e bayesagg -e gpu.conf || :)
[[ -z $said ]] || fail "with gpu.conf: $said"

# Deadlines that belong together.
drain=$(sed -n 's/^#drain-deadline-seconds=//p' "$here/bayesagg.conf")
stop=$(sed -n 's/^TimeoutStopSec=//p' "$here/bayesagg.service")
((stop >= drain + 10)) || fail "the server is killed before it has drained"

rm -r "$root/etc/systemd/system/bayesagg.service.d"
systemd-analyze security --offline=yes --no-pager --root="$root" --threshold="$worst" bayesagg.service >"$root/security" \
  || fail "$(tail -n 1 "$root/security")"
grep '✗' "$root/security" | cut -c 1-110
tail -n 1 "$root/security"

# The server reads the settings as they are shipped.
JAVA_OPTS=-Duser.home=/nonexistent "$here/../bayesagg" doctor --config "$here/bayesagg.conf" --engine cpu --data-dir "$root/data" >"$root/doctor" 2>&1 \
  || fail "doctor: $(cat "$root/doctor")"
echo "systemd: all passed"
