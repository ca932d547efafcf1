# The tail of /opt/bayesagg/bin/bayesagg in the image; what comes before it, rootfs.sh cuts out of deploy/bayesagg.
# shellcheck shell=sh disable=SC2154 # home and flags are set there

# Native libraries lie unpacked in lib. One of them finds its neighbour only by this path.
export LD_LIBRARY_PATH="$home/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
flags="$flags -Duser.home=$home -Djava.library.path=$home/lib -Djna.boot.library.path=$home/lib -Djna.nounpack=true"
flags="$flags -Dorg.bytedeco.javacpp.pathsfirst=true -Dorg.bytedeco.javacpp.cachelibraries=false"
if [ -f "$home/bayesagg.jsa" ]; then
  flags="$flags -XX:SharedArchiveFile=$home/bayesagg.jsa -Xlog:cds=error,cds+dynamic=error"
fi

# JAVA_OPTS: further JVM flags, split at blanks; they come last and so win.
# shellcheck disable=SC2086 # flags are split on purpose
exec "$home/jre/bin/java" $flags ${JAVA_OPTS:-} -jar "$home/bayesagg.jar" "$@"
