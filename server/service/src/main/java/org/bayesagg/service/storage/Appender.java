package org.bayesagg.service.storage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.bayesagg.service.session.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes all sessions' changes into the journal: small ones at once, in the session's own turn,
 * since waking a thread would take longer; others on one thread, in the order given, as many at a
 * time as wait. After a failure nothing more is written: whatever comes fails as well.
 */
final class Appender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Appender.class);
  private static final int TOGETHER = 256;
  private static final Entry END = new Entry(null, 0, null, new CompletableFuture<>(), 0);

  private final Journal journal;
  private final boolean syncEach;
  private final ChunkPool pool;
  private final Runnable room;
  private final StorageListener listener;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "bayesagg-journal");
  private volatile StorageException failure;
  private volatile boolean ended;

  /** Whether something was written since it was last synced. */
  private volatile boolean unsynced;

  private record Entry(
      SessionLog log,
      long sequence,
      Consumer<ChunkOutput> writer,
      CompletableFuture<Void> kept,
      long given) {}

  /**
   * Begins.
   *
   * @param syncEach whether changes outlive the machine's power before they are kept
   * @param room throws where the disk has no room for more
   */
  Appender(
      Journal journal, boolean syncEach, ChunkPool pool, Runnable room, StorageListener listener) {
    this.journal = journal;
    this.syncEach = syncEach;
    this.pool = pool;
    this.room = room;
    this.listener = listener;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Writes a record soon, or at once. The future completes on the journal's thread, or is complete.
   *
   * @param small whether that may be done at once: records of the log before it are kept
   */
  CompletableFuture<Void> append(
      SessionLog log, long sequence, Consumer<ChunkOutput> writer, boolean small) {
    CompletableFuture<Void> kept = new CompletableFuture<>();
    Entry entry = new Entry(log, sequence, writer, kept, System.nanoTime());
    if (small && !syncEach) {
      // Closing waits for those that write in their own turn.
      use.readLock().lock();
      try {
        if (!ended) {
          write(List.of(entry));
          return kept;
        }
      } finally {
        use.readLock().unlock();
      }
    }
    queue.add(entry);
    if (ended) {
      failRest();
    }
    return kept;
  }

  private void failRest() {
    for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
      entry.kept.completeExceptionally(
          new StorageException("the journal", "it is closed", "start the server again", null));
    }
  }

  /** Syncs what has been written since the last time; from any thread. */
  void sync() {
    if (!unsynced || failure != null) {
      return;
    }
    unsynced = false;
    long start = System.nanoTime();
    try {
      journal.sync();
    } catch (StorageException e) {
      fail(e);
    }
    listener.synced(System.nanoTime() - start);
  }

  /** Why nothing can be written any more, or null. */
  StorageException failure() {
    return failure;
  }

  /** Nothing may be written any more. */
  void fail(StorageException why) {
    LOG.error("the journal takes no more: {}", why.getMessage(), why);
    failure = why;
  }

  private void run() {
    List<Entry> batch = new ArrayList<>();
    boolean more = true;
    while (more) {
      batch.add(next());
      queue.drainTo(batch, TOGETHER - 1);
      more = !batch.remove(END);
      write(batch);
      batch.clear();
    }
    use.writeLock().lock();
    try {
      ended = true;
    } finally {
      use.writeLock().unlock();
    }
    failRest();
  }

  private Entry next() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        LOG.warn("nobody interrupts the journal's thread", e);
      }
    }
  }

  private void write(List<Entry> batch) {
    try {
      if (failure == null && !batch.isEmpty()) {
        room.run();
        for (Entry entry : batch) {
          write(entry);
        }
        unsynced = true;
        if (syncEach) {
          sync();
        }
        if (failure == null) {
          mark(batch);
        }
      }
    } catch (StorageException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      fail(
          new StorageException(
              "the journal", "writing failed (" + e + ")", "see the server's log", e));
    }
    StorageException why = failure;
    for (Entry entry : batch) {
      if (why == null) {
        entry.kept.complete(null);
      } else {
        entry.kept.completeExceptionally(why);
      }
    }
  }

  private void write(Entry entry) {
    ChunkOutput out = new ChunkOutput(pool);
    List<ByteBuffer> chunks;
    try {
      entry.writer.accept(out);
    } catch (RuntimeException | Error e) {
      out.discard();
      throw e;
    }
    chunks = out.finish();
    long bytes = 0;
    try {
      for (int i = 0; i < chunks.size(); i++) {
        Chunk.Place place = new Chunk.Place(entry.log.number(), entry.sequence, i);
        Chunk.seal(chunks.get(i), place, i == chunks.size() - 1);
        journal.put(place, chunks.get(i));
        bytes += chunks.get(i).limit();
      }
    } finally {
      chunks.forEach(pool::give);
    }
    entry.log.written(bytes);
    listener.appended(bytes, System.nanoTime() - entry.given);
  }

  private static void mark(List<Entry> batch) {
    Map<SessionLog, Long> last = new LinkedHashMap<>();
    for (Entry entry : batch) {
      last.put(entry.log, entry.sequence);
    }
    last.forEach(SessionLog::mark);
  }

  /** Writes what waits and ends; whatever is appended later fails. */
  @Override
  public void close() {
    queue.add(END);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
