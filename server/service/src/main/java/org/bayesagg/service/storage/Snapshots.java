package org.bayesagg.service.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.service.session.LedgerState;
import org.bayesagg.service.session.SessionStorage.Description;
import org.bayesagg.service.session.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes snapshots: copied in the session's turn, written in the background. The last two are kept,
 * and of the journal what comes after the older one. Thread-safe.
 */
final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final int KEPT = 2;

  /** Copies of states that may exist at a time: one is written, one waits. */
  private static final int COPIES = 2;

  private final Supplier<Journal> journal;
  private final ChunkPool pool;
  private final Executor background;
  private final StorageListener listener;
  private final Semaphore copies = new Semaphore(COPIES);

  Snapshots(
      Supplier<Journal> journal, ChunkPool pool, Executor background, StorageListener listener) {
    this.journal = journal;
    this.pool = pool;
    this.background = background;
    this.listener = listener;
  }

  /** Whether a state may be copied now; then {@link #take} must follow. */
  boolean begin() {
    return copies.tryAcquire();
  }

  /**
   * Copies the state before it returns; completes when the snapshot is written, or could not be,
   * which is no harm: the journal still has what it would have held.
   *
   * @param kept completes when the changes that the state holds are kept
   */
  CompletableFuture<Void> take(
      SessionFolder folder,
      Description session,
      long sequence,
      LedgerState ledger,
      Consumer<StateOutput> maths,
      CompletableFuture<Void> kept) {
    long start = System.nanoTime();
    List<ByteBuffer> chunks;
    try {
      chunks = SessionImage.chunks(session, ledger, maths, pool);
    } catch (RuntimeException | Error e) {
      LOG.error("session {}: no snapshot could be made", session.id(), e);
      copies.release();
      listener.snapshotFailed();
      return CompletableFuture.completedFuture(null);
    }
    long copied = System.nanoTime();
    return kept.thenRunAsync(
            () -> {
              long begun = System.nanoTime();
              write(folder, sequence, chunks);
              listener.snapshotWritten(
                  chunks.stream().mapToLong(ByteBuffer::limit).sum(),
                  copied - start,
                  System.nanoTime() - begun);
            },
            background)
        .handle(
            (done, failure) -> {
              chunks.forEach(pool::give);
              copies.release();
              if (failure != null) {
                LOG.warn("session {}: a snapshot could not be written", session.id(), failure);
                listener.snapshotFailed();
              }
              return null;
            });
  }

  /** Writes what a session that was copied elsewhere begins with. */
  void first(
      SessionFolder folder, Description session, LedgerState ledger, Consumer<StateOutput> maths) {
    List<ByteBuffer> chunks = SessionImage.chunks(session, ledger, maths, pool);
    try {
      write(folder, 0, chunks);
    } catch (UncheckedIOException e) {
      throw new StorageException(
          folder.path().toString(),
          "could not be written (" + e.getCause() + ")",
          "see that the disk works, is writable and has room",
          e);
    } finally {
      chunks.forEach(pool::give);
    }
  }

  private void write(SessionFolder folder, long sequence, List<ByteBuffer> chunks) {
    Path temporary = folder.path().resolve("snapshot.part");
    try {
      SnapshotFile.write(temporary, folder.number(), sequence, chunks);
      SessionFolder.rename(temporary, folder.snapshot(sequence));
      List<Path> all = folder.snapshots();
      for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
        Files.deleteIfExists(old);
      }
      if (all.size() >= KEPT) {
        journal.get().cut(folder.number(), 1, SessionFolder.sequence(all.get(KEPT - 1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
