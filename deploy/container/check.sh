#!/usr/bin/env bash
# What can be seen of the image without a container engine: assembles its file tree, runs the server from it as an engine would (root
# directory, processes, mounts and network of its own; a user without rights; everything read-only but the data directory and /tmp),
# plays golden cases against it from outside, in plain text and through TLS with tokens, and stops it.
#
#   usage: deploy/container/check.sh      as root, on the Debian that rootfs.sh asks for; needs curl and iproute2
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
bayesagg=$repository/deploy/bayesagg
golden=$repository/server/math/src/test/resources/golden
user=10001

if [[ ${1:-} != --inside ]]; then
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  "$bayesagg" --version >/dev/null
  "$repository/deploy/container/rootfs.sh" "$scratch/root"
  unshare --mount --net --pid --fork --kill-child --mount-proc "${BASH_SOURCE[0]}" --inside "$scratch"
  exit
fi

scratch=$2
root=$scratch/root
log=$scratch/server.log

fail() {
  echo "container: $*" >&2
  [[ ! -f $log ]] || grep -v '(default)' "$log" | tail -n 40 >&2
  exit 1
}

# jdeps finds no module that the runtime lacks, but for those that only plots and annotation processors ask for.
check_modules() {
  local module present
  present=$("$root/opt/bayesagg/jre/bin/java" --list-modules)
  for module in $(jdeps --multi-release 17 --ignore-missing-deps --print-module-deps "$repository/client/cli/target/bayesagg.jar" | tr , ' '); do
    case $module in
      java.desktop | java.compiler) ;;
      *) grep -q "^$module@" <<<"$present" || fail "the jar asks for $module: add it to rootfs.sh" ;;
    esac
  done
}

# What a container engine mounts, and a network with nothing but this machine in it.
prepare() {
  ip link set lo up
  mount --bind "$root" "$root"
  mount -t tmpfs -o mode=0755 devices "$root/dev"
  for device in null zero random urandom; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  mount -t tmpfs -o mode=1777 tmp "$root/tmp"
  mkdir "$scratch/data"
  chown "$user:0" "$scratch/data"
  chmod 0770 "$scratch/data"
}

# The last step of the image's build: the archive of classes, with the repository at /mnt.
archive() {
  mount --bind -o ro "$repository" "$root/mnt"
  mount -t proc proc "$root/proc"
  env -i PATH="$PATH" chroot "$root" /bin/sh /mnt/deploy/container/archive.sh /mnt/server/math/src/test/resources/golden | tail -n 1
  umount "$root/proc" "$root/mnt" "$root/tmp"
  mount -t tmpfs -o mode=1777 tmp "$root/tmp"
}

listing() {
  find "$root" -xdev \( -path "$root/tmp" -o -path "$root/var/lib/bayesagg" \) -prune -o -printf '%P %y %m %U:%G %s %T@ %l\n' | sort
}

# start SETTING...: the server as process 1 of its own, with BAYESAGG_... variables; sets server to its number and millis to its start.
start() {
  local begun=${EPOCHREALTIME/./} variables=("BAYESAGG_CONFIG=/etc/bayesagg/bayesagg.properties" "$@")
  : >"$log"
  (cd / && exec env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin "${variables[@]}" unshare --pid --fork --mount-proc="$root/proc" \
    setpriv --no-new-privs chroot --userspec="$user:$user" --groups="" "$root" /opt/bayesagg/bin/bayesagg serve) >"$log" 2>&1 &
  parent=$!
  until [[ $(curl -sk -o /dev/null -w '%{http_code}' "$scheme://127.0.0.1:9464/readyz") == 200 ]]; do
    kill -0 "$parent" 2>/dev/null || fail "the server has ended"
    ((${EPOCHREALTIME/./} - begun < 60000000)) || fail "the server is not ready after a minute"
    sleep 0.1
  done
  millis=$(((${EPOCHREALTIME/./} - begun) / 1000))
  server=$(pgrep -P "$parent")
  grep -q '^NSpid:.*[[:space:]]1$' "/proc/$server/status" || fail "the JVM is not process 1"
  [[ $(cat "/proc/$server/comm") == java ]] || fail "process 1 is $(cat "/proc/$server/comm")"
  grep -q 'bayesagg.jsa' "/proc/$server/maps" || fail "the archive of classes is not used"
  # What it has loaded and mapped was there before: nothing was unpacked.
  ! awk '{ print $6 }' "/proc/$server/maps" | grep '^/' | grep -v -e "^$root/" -e ^/opt/bayesagg/ -e ^/usr/lib/ -e ^/var/lib/bayesagg/ \
    -e ^/tmp/hsperfdata || fail "a library comes from elsewhere"
  ! grep -q 'unpacked for this process' "$log" || fail "RocksDB's library had to be unpacked"
}

# What the image's health check runs, where it runs.
health() {
  nsenter --target "$server" --pid --mount chroot --userspec="$user:$user" "$root" /opt/bayesagg/bin/ready >"$scratch/health" 2>&1 \
    || fail "the health check says $(cat "$scratch/health")"
}

# SIGTERM, as an engine's stop; the server must say that it drained, and end with status 0.
stop() {
  local begun=${EPOCHREALTIME/./} status=0
  kill -TERM "$server"
  wait "$parent" || status=$?
  ((status == 0)) || fail "the server ended with status $status"
  [[ $(grep '^BayesAgg ' "$log" | tail -n 2) == $'BayesAgg is draining\nBayesAgg has stopped' ]] || fail "the server did not drain"
  echo "stopped in $(((${EPOCHREALTIME/./} - begun) / 1000)) ms, status 0"
}

check_modules
prepare
archive
echo "tree: $(du -sxm "$root" | cut -f 1) MB, as a compressed layer $(tar -C "$root" --one-file-system -cf - . | gzip -6 | wc -c | awk '{ print int($1 / 1e6) }') MB"
[[ -z $(find "$root" -xdev -type f -perm /6000) ]] || fail "there are files that give the rights of their owner"
mount -o remount,ro,bind "$root"
mount --bind "$scratch/data" "$root/var/lib/bayesagg"
listing >"$scratch/before"

scheme=http
if (start) >"$scratch/refusal" 2>&1; then fail "it serves everybody in plain text without being told to"; fi
grep -q 'insecure said aloud' "$scratch/refusal" || fail "no refusal of plain text: $(cat "$scratch/refusal")"

start BAYESAGG_INSECURE=true
echo "plain text: ready after $millis ms"
health
"$bayesagg" conformance "$golden" --target 127.0.0.1:50051 | tail -n 1
stop
start BAYESAGG_INSECURE=true
echo "once more, with its data: ready after $millis ms"
stop

scheme=https
"$bayesagg" certs --out "$scratch/data/certs" >/dev/null
(cd "$scratch" && { echo identities: && "$bayesagg" token check --right administer; } >"$scratch/data/access.yaml")
chown -R "$user" "$scratch/data"
certs=/var/lib/bayesagg/certs
start "BAYESAGG_TLS_CERTIFICATE=$certs/server.pem" "BAYESAGG_TLS_KEY=$certs/server.key" BAYESAGG_ACCESS_FILE=/var/lib/bayesagg/access.yaml
echo "TLS and tokens: ready after $millis ms"
health
"$bayesagg" conformance "$golden/gaussian_small" --target 127.0.0.1:50051 --tls-ca "$scratch/data/certs/ca.pem" \
  --token-file "$scratch/check.token" | tail -n 1
if "$bayesagg" ping --target 127.0.0.1:50051 --tls-ca "$scratch/data/certs/ca.pem" --count 1 >/dev/null 2>&1; then
  fail "it serves somebody without a token"
fi
[[ $(curl -sk -o /dev/null -w '%{http_code}' https://127.0.0.1:9464/metrics) == 401 ]] || fail "metrics are open"
stop

umount "$root/var/lib/bayesagg"
listing | diff "$scratch/before" - || fail "the tree has changed"
[[ -z $(find "$root/tmp" -type f) ]] || fail "left in /tmp: $(find "$root/tmp" -type f)"
echo "nothing was written but to /var/lib/bayesagg and /tmp"
