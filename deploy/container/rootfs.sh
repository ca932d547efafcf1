#!/usr/bin/env bash
# Assembles the file tree of the container image in a folder: a Java runtime with the modules that are used, the jar, its native
# libraries unpacked beside it, and of Debian a shell and what these are linked against. The Containerfile and check.sh call this.
#
#   usage: deploy/container/rootfs.sh FOLDER     as root; FOLDER must not be there yet
#
# Needs a Debian 12 with openjdk-17-jdk-headless, zip and unzip, its package lists fetched (apt-get update), and the jar built
# (deploy/bayesagg --version). JAVA_HOME: another JDK to take the runtime from.
set -euo pipefail
root=${1:?usage: rootfs.sh FOLDER}
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
here=$repository/deploy/container
jar=$repository/client/cli/target/bayesagg.jar
jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v jlink)")")")}

# gcc-12-base has the licences of the two libraries of GCC.
packages=(base-files dash gcc-12-base libc6 libgcc-s1 libstdc++6 zlib1g)

# What jdeps finds, and by reflection: jdk.crypto.ec (TLS; part of java.base since Java 22), jdk.zipfs (files within the jar), jdk.net
# (socket options). Not java.desktop and java.compiler, which only plots and annotation processors ask for; check.sh compares.
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

# Files only: nothing of Debian runs here. What looks for known weaknesses in images finds the packages by status.d.
add_debian() {
  mkdir -p "$root"/{dev,etc,mnt,opt,proc,run,sys,tmp,var/lib/dpkg/status.d} "$root"/usr/{bin,lib,lib64,sbin}
  for folder in bin lib lib64 sbin; do ln -s "usr/$folder" "$root/$folder"; done
  (cd "$scratch" && apt-get -qq -o APT::Sandbox::User=root download "${packages[@]}")
  for package in "$scratch"/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$root"
    dpkg-deb --field "$package" >"$root/var/lib/dpkg/status.d/$(dpkg-deb --field "$package" Package)"
  done
  # The JVM has conversions between character sets of its own; of the documentation the copyright files stay.
  rm -rf "$root"/usr/lib/*/gconv "$root"/usr/share/{man,lintian,locale,menu,debconf}
  find "$root/usr/share/doc" -type f ! -name copyright -delete
  printf 'root:x:0:0:root:/:/bin/sh\nbayesagg:x:%s:%s:BayesAgg:/var/lib/bayesagg:/bin/sh\n' "$user" "$user" >"$root/etc/passwd"
  printf 'root:x:0:\nbayesagg:x:%s:\n' "$user" >"$root/etc/group"
}

add_java() {
  "$jdk/bin/jlink" --add-modules "$(IFS=, && echo "${modules[*]}")" --no-header-files --no-man-pages --output "$home/jre"
}

# The native libraries lie unpacked in lib and are no longer in the jar, so that nothing has to be written before a start.
add_jar() {
  local packed=('org/bytedeco/*/linux-*/*.so*' 'org/nd4j/*/linux-*/*.so*' 'META-INF/native/*' 'com/sun/jna/*/*jnidispatch*'
    'com/sun/jna/*.a' 'org/jline/nativ/*' 'librocksdbjni-*-musl.so')
  local netty jna rocks folder
  case $(dpkg --print-architecture) in
    amd64) netty=x86_64 jna=x86-64 ;;
    arm64) netty=aarch_64 jna=aarch64 ;;
    *) die "there are no native libraries for $(dpkg --print-architecture)" ;;
  esac
  mkdir -p "$home/lib"
  unzip -q -j -o "$jar" "${packed[0]}" "${packed[1]}" "META-INF/native/libnetty_*_linux_$netty.so" \
    "META-INF/native/libnetty_transport_native_epoll_$netty.so" "com/sun/jna/linux-$jna/libjnidispatch.so" \
    -x '*_full.so' -d "$home/lib"
  # JavaCPP asks for OpenBLAS by a second name.
  ln -s libopenblas.so.0 "$home/lib/libopenblas_nolapack.so.0"
  cp "$jar" "$home/bayesagg.jar"
  # The bill of materials also beside the jar, under a name by which scanners of images find it.
  unzip -q -p "$jar" META-INF/sbom/application.cdx.json >"$home/bayesagg.cdx.json"
  zip -q -d "$home/bayesagg.jar" "${packed[@]}"

  # RocksDB's library stays in the jar as well: the server looks there for the name and length of the one that it keeps unpacked.
  unzip -q -j "$home/bayesagg.jar" 'librocksdbjni-linux*.so' -d "$scratch"
  rocks=$(cd "$scratch" && echo librocksdbjni-linux*.so)
  folder=$home/.cache/bayesagg/rocksdb-$(stat -c %s "$scratch/$rocks")
  mkdir -p "$folder"
  mv "$scratch/$rocks" "$folder/librocksdbjni${rocks#librocksdb}"
}

# The launcher has the environment and the flags of deploy/bayesagg, cut out of it, between its head and its tail.
add_commands() {
  local major flags
  major=$("$home/jre/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
  flags=$(sed -n '/^unset OPENBLAS_CORETYPE/,/^fi$/p' "$repository/deploy/bayesagg")
  [[ $flags == *'export OPENBLAS_NUM_THREADS=1'*'flags="-Dorg.bytedeco'* ]] \
    || die "deploy/bayesagg no longer has its flags between 'unset OPENBLAS_CORETYPE' and 'fi'"
  mkdir -p "$home/bin" "$root/usr/local/bin"
  {
    printf '#!/bin/sh\nset -eu\nhome=/opt/bayesagg\nmajor=%s\n%s\n' "$major" "$flags"
    cat "$here/launch.sh"
  } >"$home/bin/bayesagg"
  cp "$here/ready.sh" "$home/bin/ready"
  chmod 0755 "$home/bin"/*
  ln -s /opt/bayesagg/bin/bayesagg /opt/bayesagg/bin/ready "$root/usr/local/bin/"
  # What asks /readyz, in plain text or through TLS: there is no curl in the image.
  "$jdk/bin/javac" --release 17 -Xlint:all -Werror -d "$home/probe" "$here/Probe.java"
}

# The data directory has group 0, so that a platform which gives every container a user of its own can write there too.
add_data() {
  mkdir -p "$root/etc/bayesagg" "$root/var/lib/bayesagg"
  cp "$here/bayesagg.properties" "$root/etc/bayesagg/"
  cp "$repository/LICENSE" "$home/"
  chmod -R u=rwX,go=rX "$home" "$root/etc/bayesagg"
  chmod 0755 "$root"
  chmod 1777 "$root/tmp"
  chown "$user:0" "$root/var/lib/bayesagg"
  chmod 0770 "$root/var/lib/bayesagg"
  # One date for all: the archive of classes holds good only for a jar of the date that it was made with.
  find "$home" -exec touch -h -d "$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<.*/\1/p' "$repository/pom.xml")" {} +
}

add_debian
add_java
add_jar
add_commands
add_data
