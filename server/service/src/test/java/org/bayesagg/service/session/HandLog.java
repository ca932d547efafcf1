package org.bayesagg.service.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.bayesagg.math.state.StateOutput;

/** Keeps changes in a list, at once or, while held, when a test says so. */
final class HandLog implements ChangeLog {
  final List<Change> changes = new ArrayList<>();
  final List<LedgerState> snapshots = new ArrayList<>();
  boolean snapshotDue;
  boolean deleted;
  boolean closed;
  StorageException noRoom;
  private boolean held;
  private CompletableFuture<Void> kept = CompletableFuture.completedFuture(null);

  /** Nothing is kept from now on, until {@link #release} or {@link #fail}. */
  void hold() {
    held = true;
  }

  void release() {
    held = false;
    kept.complete(null);
  }

  void fail(StorageException why) {
    kept.completeExceptionally(why);
  }

  @Override
  public void checkRoom() {
    if (noRoom != null) {
      throw noRoom;
    }
  }

  @Override
  public void append(Change change) {
    changes.add(change);
    if (held && kept.isDone() && !kept.isCompletedExceptionally()) {
      kept = new CompletableFuture<>();
    }
  }

  @Override
  public CompletableFuture<Void> kept() {
    return kept;
  }

  @Override
  public boolean snapshotDue(long replayNanos) {
    return snapshotDue;
  }

  @Override
  public void snapshot(LedgerState ledger, Consumer<StateOutput> maths) {
    snapshots.add(ledger);
  }

  @Override
  public CompletableFuture<Void> delete() {
    deleted = true;
    return kept;
  }

  @Override
  public void close() {
    closed = true;
  }
}
