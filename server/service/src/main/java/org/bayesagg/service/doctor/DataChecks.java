package org.bayesagg.service.doctor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.storage.StorageSettings;

/** The data directory and the clock. */
final class DataChecks {
  private static final long MIB = 1 << 20;

  /** File systems that end with the machine, or over a network. */
  private static final List<String> PASSING = List.of("tmpfs", "ramfs", "overlay");

  private static final List<String> REMOTE = List.of("nfs", "nfs4", "cifs", "9p", "fuse.sshfs");

  /** Between a file's time and the clock. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  private DataChecks() {}

  static List<Finding> directory(ServerConfig config) {
    if (config.storage().isEmpty()) {
      return List.of(Finding.doubtful("sessions", "kept nowhere", "leave --ephemeral away"));
    }
    StorageSettings storage = config.storage().get();
    Path folder = storage.folder().toAbsolutePath();
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
      return List.of(
          Finding.wrong(
              "directory",
              folder + ": " + there + " cannot be written to",
              "sudo install -d -o $(id -un) " + folder));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.well("directory", folder + (there.equals(folder) ? "" : ", which would be made")));
    try {
      FileStore store = Files.getFileStore(there);
      findings.add(kind(store));
      inUse(folder.resolve("lock"), findings);
      findings.add(room(store, storage));
      findings.add(skew(there));
    } catch (IOException e) {
      findings.add(Finding.wrong("directory", there + ": " + e.getMessage(), "ls -ld " + there));
    }
    return findings;
  }

  private static Finding kind(FileStore store) {
    String kind = store.type();
    if (PASSING.contains(kind)) {
      return Finding.doubtful(
          "file system", kind + ": gone with the machine or container", "a volume at --data-dir");
    }
    return REMOTE.contains(kind)
        ? Finding.doubtful(
            "file system", kind + ": locks and syncs may not hold", "a local disk at --data-dir")
        : Finding.well("file system", kind);
  }

  private static void inUse(Path lock, List<Finding> findings) throws IOException {
    if (!Files.exists(lock)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock taken = channel.tryLock()) {
      if (taken == null) {
        findings.add(inUse(lock));
      }
    } catch (OverlappingFileLockException e) {
      findings.add(inUse(lock));
    }
  }

  private static Finding inUse(Path lock) {
    return Finding.wrong(
        "lock",
        "another server has the directory",
        "stop it (fuser " + lock + " tells which), or --data-dir");
  }

  private static Finding room(FileStore store, StorageSettings storage) throws IOException {
    long room = store.getUsableSpace();
    String found = room / MIB + " MiB free, " + storage.reserveBytes() / MIB + " of them kept free";
    return room <= storage.reserveBytes()
        ? Finding.wrong("room", found, "make room, or --disk-reserve-bytes")
        : Finding.well("room", found);
  }

  private static Finding skew(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, "bayesagg-doctor", ".tmp");
    try {
      Duration off =
          Duration.between(Files.getLastModifiedTime(probe).toInstant(), Instant.now()).abs();
      return off.compareTo(SKEW) > 0
          ? Finding.doubtful(
              "its clock", off.toSeconds() + " s beside this machine's", "set both by NTP")
          : Finding.well("its clock", "agrees with this machine's");
    } finally {
      Files.delete(probe);
    }
  }

  static List<Finding> clock() {
    String now = Instant.now().toString();
    return List.of(
        switch (synchronised()) {
          case "yes" -> Finding.well("clock", now + ", set by NTP");
          case "no" ->
              Finding.doubtful("clock", now + ", not set by NTP", "sudo timedatectl set-ntp true");
          default -> Finding.well("clock", now + "; whether NTP sets it cannot be told here");
        });
  }

  private static String synchronised() {
    try {
      Process asked =
          new ProcessBuilder("timedatectl", "show", "--property=NTPSynchronized", "--value")
              .redirectErrorStream(true)
              .start();
      if (!asked.waitFor(2, TimeUnit.SECONDS)) {
        asked.destroyForcibly();
        return "";
      }
      return new String(
              asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .trim();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
