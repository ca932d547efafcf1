#!/bin/sh
# Breaks servers, workers and wires and shows what came of it: builds what is out of date, then runs a command (see --help).
#
#   JAVA_HOME  the JDK to use; otherwise java from the PATH
#   JAVA_OPTS  further JVM flags, split at blanks; they come last and so win
set -eu

self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname -- "$self")/$target ;;
  esac
done
root=$(CDPATH='' cd -- "$(dirname -- "$self")/../.." && pwd -P)
module=$root/integration-tests/faults

java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
major=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = \([0-9]*\)$/\1/p')
if [ -z "$major" ] || [ "$major" -lt 17 ]; then
  echo "faults: a JDK 17 or newer is needed, as java on the PATH or by JAVA_HOME" >&2
  exit 1
fi

echo "faults: building what is out of date ..." >&2
mvn -q -B -ntp -Dstyle.color=never -f "$root/pom.xml" -pl integration-tests/faults -am -Dmaven.test.skip=true package >&2 </dev/null

# As the launcher of the server has it: OpenBLAS detects its core by itself, and has one thread in each of the engine's.
unset OPENBLAS_CORETYPE
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
flags="-Dorg.bytedeco.javacpp.maxbytes=0 -Dorg.bytedeco.javacpp.maxphysicalbytes=0"
if [ "$major" -ge 24 ]; then
  flags="$flags --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
fi

# shellcheck disable=SC2086 # flags are split on purpose
exec "$java" $flags ${JAVA_OPTS:-} -cp "$module/target/classes:$(cat "$module/target/class-path")" org.bayesagg.faults.Faults "$@"
