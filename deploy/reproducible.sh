#!/usr/bin/env bash
# Builds the runnable jar twice, from two clean clones of HEAD, and compares the two byte by byte. The second build has another folder,
# umask, time zone, language, character set and number of threads. Where the jars differ it says in what.
#
#   usage: deploy/reproducible.sh     a JDK and Maven as for deploy/bayesagg; JAVA_HOME: the JDK, the same for both
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
commit=$(git -C "$repository" rev-parse HEAD)

# build FOLDER OPTION...: clones and builds in FOLDER, as the launcher does; sets jar.
build() {
  local folder=$scratch/$1 begun=$SECONDS
  shift
  git clone -q --no-checkout "file://$repository" "$folder"
  git -C "$folder" checkout -q --detach "$commit"
  mvn -q -B -ntp -Dstyle.color=never -f "$folder/pom.xml" -pl client/cli -am -Dmaven.test.skip=true "$@" package >"$scratch/log" 2>&1 </dev/null || {
    tail -n 30 "$scratch/log" >&2
    echo "reproducible: the build in $folder failed" >&2
    exit 1
  }
  jar=$folder/client/cli/target/bayesagg.jar
  echo "built in $((SECONDS - begun)) s: $(stat -c %s "$jar") bytes, SHA-256 $(sha256sum "$jar" | cut -d ' ' -f 1)"
}

git -C "$repository" diff --quiet HEAD || echo "reproducible: what is not committed is not built" >&2

umask 022
export TZ=UTC LC_ALL=C
build one -T 1
first=$jar

umask 077
export TZ=Pacific/Kiritimati LC_ALL=C.UTF-8
export JAVA_TOOL_OPTIONS="-Duser.language=tr -Duser.country=TR -Dfile.encoding=ISO-8859-1 -Duser.name=another"
build a/folder/with/a/longer/name -T 2
second=$jar

if cmp "$first" "$second"; then
  echo "reproducible: the two jars of commit $commit are the same, byte by byte"
  exit 0
fi
# listing JAR: its entries in their order, with method, sizes, dates and checksums.
listing() {
  TZ=UTC unzip -v "$1" | tail -n +2
}
echo "reproducible: they differ; entries that are different or in another place:" >&2
! diff <(listing "$first") <(listing "$second") >&2 || echo "none: they differ in what \`zipinfo -v\` shows" >&2
exit 1
