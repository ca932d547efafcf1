package org.bayesagg.service.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Large chunks of all logs, in files of their own beside the database, which keeps where they lie:
 * the database would copy each into its log, its memory and a table, and takes five times as long
 * as a plain write. Thread-safe.
 */
final class PayloadFiles implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("(\\d+)\\.(\\d+)");

  private final Path folder;
  private final boolean syncs;
  private final Map<Long, PayloadLog> logs = new ConcurrentHashMap<>();

  /** With something that was not synced. */
  private final Set<PayloadLog> dirty = ConcurrentHashMap.newKeySet();

  private final Queue<FileChannel> full = new ConcurrentLinkedQueue<>();

  private PayloadFiles(Path folder, boolean syncs) {
    this.folder = folder;
    this.syncs = syncs;
  }

  /**
   * Opens a folder with what is in it.
   *
   * @param syncs whether {@link #sync} will be called
   * @throws org.bayesagg.service.session.StorageException if it cannot be read
   */
  static PayloadFiles open(Path folder, boolean syncs) {
    PayloadFiles opened = new PayloadFiles(folder, syncs);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          opened.log(Long.parseLong(name.group(1))).found(Long.parseLong(name.group(2)), file);
        }
      }
    } catch (IOException | NumberFormatException e) {
      throw PayloadLog.failed(folder, "read", new IOException(e));
    }
    return opened;
  }

  private PayloadLog log(long number) {
    return logs.computeIfAbsent(number, log -> new PayloadLog(folder, log, this::full));
  }

  private void full(FileChannel channel) {
    full.add(channel);
    if (!syncs) {
      closeFull();
    }
  }

  /** Writes a chunk, from 0 to its limit; lent. */
  PayloadLog.Spot append(Chunk.Place place, ByteBuffer chunk) {
    PayloadLog log = log(place.log());
    PayloadLog.Spot spot = log.append(place, chunk);
    if (syncs) {
      dirty.add(log);
    }
    return spot;
  }

  /** A chunk that was written, or what is left of it. */
  ByteBuffer read(long log, PayloadLog.Spot spot) {
    try {
      return log(log).read(spot);
    } catch (IOException e) {
      throw PayloadLog.failed(folder, "read", e);
    }
  }

  /** Deletes files that hold none but records from {@code from} to {@code through} of a log. */
  void cut(long log, long from, long through) {
    logs.computeIfPresent(
        log,
        (number, found) -> {
          found.cut(from, through);
          return found.isEmpty() ? null : found;
        });
  }

  /** The logs that have files. */
  Set<Long> logs() {
    return Set.copyOf(logs.keySet());
  }

  /** Returns when all that was written outlives the machine's power. */
  void sync() {
    for (FileChannel each = full.poll(); each != null; each = full.poll()) {
      try (FileChannel channel = each) {
        channel.force(false);
      } catch (IOException e) {
        throw PayloadLog.failed(folder, "synced", e);
      }
    }
    for (PayloadLog log : List.copyOf(dirty)) {
      // First: what is written from now on makes it so again.
      dirty.remove(log);
      log.sync();
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw PayloadLog.failed(folder, "synced", e);
    }
  }

  /** Where they are. */
  Path folder() {
    return folder;
  }

  private void closeFull() {
    for (FileChannel each = full.poll(); each != null; each = full.poll()) {
      try {
        each.close();
      } catch (IOException e) {
        throw PayloadLog.failed(folder, "closed", e);
      }
    }
  }

  @Override
  public void close() {
    closeFull();
    logs.values().forEach(PayloadLog::close);
  }
}
