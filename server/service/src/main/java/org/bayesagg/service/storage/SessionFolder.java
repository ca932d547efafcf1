package org.bayesagg.service.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bayesagg.service.session.StorageException;

/**
 * A session's own folder, named by the session and the number of its log: its mark and its
 * snapshots.
 *
 * @param path the folder
 * @param id the session
 * @param number of its log
 */
record SessionFolder(Path path, String id, long number) {
  private static final Pattern NAME = Pattern.compile("(.+)\\.([0-9a-f]{16})");
  private static final Pattern SNAPSHOT = Pattern.compile("snapshot-(\\d{20})");

  /** Of a session under {@code parent}; need not be there. */
  static SessionFolder of(Path parent, String id, long number) {
    return new SessionFolder(
        parent.resolve(id + "." + HexFormat.of().toHexDigits(number)), id, number);
  }

  /** All those under {@code parent}, by name. */
  static List<SessionFolder> all(Path parent) {
    List<SessionFolder> found = new ArrayList<>();
    try (DirectoryStream<Path> each = Files.newDirectoryStream(parent)) {
      for (Path path : each) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        if (name.matches()) {
          found.add(
              new SessionFolder(path, name.group(1), HexFormat.fromHexDigitsToLong(name.group(2))));
        }
      }
    } catch (IOException e) {
      throw failed(parent, e);
    }
    found.sort(Comparator.comparing(folder -> folder.path.getFileName().toString()));
    return found;
  }

  Path mark() {
    return path.resolve("mark");
  }

  void create() {
    try {
      Files.createDirectory(path);
      syncFolder(path.getParent());
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** The snapshots, newest first. */
  List<Path> snapshots() {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> each = Files.newDirectoryStream(path, "snapshot-*")) {
      for (Path file : each) {
        if (SNAPSHOT.matcher(file.getFileName().toString()).matches()) {
          found.add(file);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw failed(path, e);
    }
    found.sort(Comparator.reverseOrder());
    return found;
  }

  Path snapshot(long sequence) {
    return path.resolve(String.format("snapshot-%020d", sequence));
  }

  /** The sequence in a snapshot's name. */
  static long sequence(Path snapshot) {
    Matcher name = SNAPSHOT.matcher(snapshot.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalArgumentException(snapshot.toString());
    }
    return Long.parseLong(name.group(1));
  }

  /** Gives a file, which is on the disk, its name; it has it after a power failure as well. */
  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(to.getParent());
  }

  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Removes it with all that is in it. */
  void remove() {
    try {
      if (!Files.exists(path)) {
        return;
      }
      try (DirectoryStream<Path> each = Files.newDirectoryStream(path)) {
        for (Path file : each) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(path);
      syncFolder(path.getParent());
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private static StorageException failed(Path path, IOException e) {
    return new StorageException(
        path.toString(),
        "could not be read or written (" + e + ")",
        "see that the disk works, is writable and has room",
        e);
  }
}
