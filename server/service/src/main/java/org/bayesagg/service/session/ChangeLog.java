package org.bayesagg.service.session;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.bayesagg.math.state.StateOutput;

/**
 * Where one session's changes are kept, so that the session outlives its process. Called in the
 * session's turns, one at a time; no call waits for a disk.
 *
 * <p>Changes are kept in the order in which they are appended: once a later one is, so are those
 * before it.
 */
public interface ChangeLog {
  /** Keeps nothing: the session ends with its process. */
  ChangeLog NONE =
      new ChangeLog() {
        private final CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

        @Override
        public void checkRoom() {}

        @Override
        public void append(Change change) {}

        @Override
        public CompletableFuture<Void> kept() {
          return done;
        }

        @Override
        public boolean snapshotDue(long replayNanos) {
          return false;
        }

        @Override
        public void snapshot(LedgerState ledger, Consumer<StateOutput> maths) {}

        @Override
        public CompletableFuture<Void> delete() {
          return done;
        }

        @Override
        public void close() {}
      };

  /**
   * Looks whether there is room for more contributions.
   *
   * @throws StorageException if there is not
   */
  void checkRoom();

  /**
   * Begins to keep a change, beside whatever the caller does next.
   *
   * @param change its arrays are read until {@link #kept} completes and must not be modified
   */
  void append(Change change);

  /**
   * Completes when all that has been appended is kept; exceptionally if something could not be, and
   * then forever: the session has to be read anew from what is kept.
   */
  CompletableFuture<Void> kept();

  /**
   * Whether a snapshot would pay.
   *
   * @param replayNanos what making the changes since the last snapshot again would take
   */
  boolean snapshotDue(long replayNanos);

  /**
   * Copies the state after all changes appended, to be written later.
   *
   * @param maths writes what the maths keep; called before this returns
   */
  void snapshot(LedgerState ledger, Consumer<StateOutput> maths);

  /** The session ends for good; completes when that is kept. No call comes after it. */
  CompletableFuture<Void> delete();

  /** No call comes any more; what is kept stays. */
  void close();
}
