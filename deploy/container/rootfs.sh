#!/usr/bin/env bash
# Assembles the file tree of the container image in a folder: a Java runtime with the modules that are used, the jar, its native
# libraries unpacked beside it, and of Debian only what these load and a shell. The Containerfile and check.sh both call this.
#
#   usage: deploy/container/rootfs.sh FOLDER     FOLDER must not be there yet
#
# Needs a Debian 12 with openjdk-17-jdk-headless, zip and unzip, its package lists fetched (apt-get update), and the jar built
# (deploy/bayesagg --version). JAVA_HOME: another JDK to take the runtime from.
set -euo pipefail
root=${1:?usage: rootfs.sh FOLDER}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
jar=client/cli/target/bayesagg.jar
jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v jlink)")")")}

# What the libraries of the JVM and of the maths are linked against, a shell for the launcher, and who made the system.
packages=(base-files dash gcc-12-base libc6 libgcc-s1 libstdc++6 zlib1g)

# From jdeps, less java.desktop and java.compiler, which only plots and annotation processors ask for. By reflection: jdk.crypto.ec
# (TLS; part of java.base since Java 22), jdk.zipfs (files within the jar), jdk.net (socket options).
modules=(java.base java.logging java.management java.naming java.net.http java.sql java.xml jdk.crypto.ec jdk.httpserver jdk.jfr
  jdk.management jdk.net jdk.unsupported jdk.zipfs)

user=10001

die() {
  echo "rootfs: $*" >&2
  exit 1
}

[[ -f $jar ]] || die "there is no $jar: build it with deploy/bayesagg --version"
[[ ! -e $root ]] || die "$root is there already"
mkdir -p "$root"
root=$(cd "$root" && pwd -P)
home=$root/opt/bayesagg
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# --- Debian: files only, nothing of it runs here. Scanners for known weaknesses find the packages by status.d.
(cd "$scratch" && apt-get -qq -o APT::Sandbox::User=root download "${packages[@]}")
mkdir -p "$root"/{dev,etc/bayesagg,opt,proc,run,sys,tmp,var/lib/bayesagg,var/lib/dpkg/status.d} "$root"/usr/{bin,lib,lib64,sbin}
for folder in bin lib lib64 sbin; do ln -s "usr/$folder" "$root/$folder"; done
for package in "$scratch"/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$root"
  dpkg-deb --field "$package" >"$root/var/lib/dpkg/status.d/$(dpkg-deb --field "$package" Package)"
done
# Conversions between character sets, manuals and translations: the JVM has its own. Copyright files stay.
rm -rf "$root"/usr/lib/*/gconv "$root"/usr/share/{man,lintian,locale,menu,debconf} "$root"/{boot,home,root,media,mnt,srv,games}
find "$root/usr/share/doc" -type f ! -name copyright -delete
printf 'root:x:0:0:root:/:/bin/sh\nbayesagg:x:%s:%s:BayesAgg:/var/lib/bayesagg:/bin/sh\n' "$user" "$user" >"$root/etc/passwd"
printf 'root:x:0:\nbayesagg:x:%s:\n' "$user" >"$root/etc/group"

# --- The Java runtime.
"$jdk/bin/jlink" --add-modules "$(IFS=,; echo "${modules[*]}")" --no-header-files --no-man-pages --output "$home/jre"
major=$("$home/jre/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')

# --- The jar, less the native libraries, which lie unpacked in lib: nothing has to be written before a start.
packed=('org/bytedeco/*/linux-*/*.so*' 'org/nd4j/*/linux-*/*.so*' 'META-INF/native/*' 'com/sun/jna/*/*jnidispatch*' 'com/sun/jna/*.a'
  'org/jline/nativ/*')
case $(dpkg --print-architecture) in
  amd64) netty=x86_64 jna=x86-64 ;;
  arm64) netty=aarch_64 jna=aarch64 ;;
  *) die "there are no native libraries for $(dpkg --print-architecture)" ;;
esac
mkdir -p "$home/lib" "$home/bin"
cp "$jar" "$home/bayesagg.jar"
unzip -q -j -o "$jar" "${packed[0]}" "${packed[1]}" "META-INF/native/libnetty_*_linux_$netty.so" \
  "META-INF/native/libnetty_transport_native_epoll_$netty.so" "com/sun/jna/linux-$jna/libjnidispatch.so" -x '*_full.so' -d "$home/lib"
# JavaCPP asks for OpenBLAS by a second name.
ln -s libopenblas.so.0 "$home/lib/libopenblas_nolapack.so.0"
zip -q -d "$home/bayesagg.jar" "${packed[@]}" 'librocksdbjni-*-musl.so'

# RocksDB's library has to be in the jar as well: the server looks there for the name and length of the one that it keeps unpacked.
unzip -q -j "$home/bayesagg.jar" 'librocksdbjni-linux*.so' -d "$scratch"
rocks=$(cd "$scratch" && echo librocksdbjni-linux*.so)
folder=$home/.cache/bayesagg/rocksdb-$(stat -c %s "$scratch/$rocks")
mkdir -p "$folder"
mv "$scratch/$rocks" "$folder/librocksdbjni${rocks#librocksdb}"

# --- The launcher: the flags and the environment are those of deploy/bayesagg, cut out of it.
{
  cat <<LAUNCHER
#!/bin/sh
# Runs the bayesagg command. JAVA_OPTS: further JVM flags, split at blanks; they come last and so win.
set -eu
home=/opt/bayesagg
major=$major

LAUNCHER
  sed -n '/^unset OPENBLAS_CORETYPE/,/^fi$/p' deploy/bayesagg
  cat <<'LAUNCHER'

# Native libraries are found unpacked, and so nothing is unpacked.
flags="$flags -Duser.home=$home -Djava.library.path=$home/lib -Djna.boot.library.path=$home/lib -Djna.nounpack=true"
flags="$flags -Dorg.bytedeco.javacpp.cachelibraries=false"
export LD_LIBRARY_PATH="$home/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
if [ -f "$home/bayesagg.jsa" ]; then
  flags="$flags -XX:SharedArchiveFile=$home/bayesagg.jsa -Xlog:cds=error,cds+dynamic=error"
fi

# shellcheck disable=SC2086 # flags are split on purpose
exec "$home/jre/bin/java" $flags ${JAVA_OPTS:-} -jar "$home/bayesagg.jar" "$@"
LAUNCHER
} >"$home/bin/bayesagg"
grep -q '^export OPENBLAS_NUM_THREADS=1' "$home/bin/bayesagg" && grep -q '^flags="-Dorg.bytedeco' "$home/bin/bayesagg" \
  || die "deploy/bayesagg no longer has its flags between 'unset OPENBLAS_CORETYPE' and 'fi'"
mkdir -p "$root/usr/local/bin"
ln -s /opt/bayesagg/bin/bayesagg "$root/usr/local/bin/bayesagg"

# --- What asks /readyz, in plain text or through TLS: there is no curl in the image.
"$jdk/bin/javac" --release 17 -Xlint:all -Werror -d "$home/probe" deploy/container/Probe.java

cp deploy/container/bayesagg.properties "$root/etc/bayesagg/"
cp LICENSE "$home/"
chmod -R u=rwX,go=rX "$home" "$root/etc"
chmod 0755 "$root" "$home/bin/bayesagg"
chmod 1777 "$root/tmp"
# Group 0, so that a platform which gives every container a user of its own can write there as well.
chown "$user:0" "$root/var/lib/bayesagg"
chmod 0770 "$root/var/lib/bayesagg"
# One date for all: the archive of classes holds good only for a jar of the date that it was made with.
find "$home" -exec touch -h -d "$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<.*/\1/p' pom.xml)" {} +
