package org.bayesagg.service.storage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.service.session.Change;
import org.bayesagg.service.session.ChangeLog;
import org.bayesagg.service.session.LedgerState;
import org.bayesagg.service.session.SessionStorage.Description;

/** One open session's changes: gives them their sequence and says when a snapshot pays. */
final class SessionLog implements ChangeLog {
  /** Bytes that are written sooner than a thread is woken twice. */
  private static final long SMALL = 128 << 10;

  private final Description session;
  private final SessionFolder folder;
  private final StorageSettings settings;
  private final Supplier<Appender> appender;
  private final Snapshots snapshots;
  private final Runnable room;
  private final Consumer<SessionLog> onClose;
  private final Consumer<SessionLog> onDelete;
  private final Mark mark;

  /** Bytes since the last snapshot; from the journal's thread as well. */
  private final AtomicLong bytes = new AtomicLong();

  /** Whether a snapshot is being written. */
  private final AtomicBoolean writing = new AtomicBoolean();

  private long sequence;
  private CompletableFuture<Void> kept = CompletableFuture.completedFuture(null);

  /**
   * A session whose last change is {@code sequence}.
   *
   * @param appender the one that writes now
   * @param room throws where the disk has no room for more contributions
   * @param onClose told when it is closed
   * @param onDelete told, on the journal's thread, when its end is kept
   */
  SessionLog(
      Description session,
      SessionFolder folder,
      StorageSettings settings,
      Supplier<Appender> appender,
      Snapshots snapshots,
      long sequence,
      Runnable room,
      Consumer<SessionLog> onClose,
      Consumer<SessionLog> onDelete) {
    this.session = session;
    this.folder = folder;
    this.settings = settings;
    this.appender = appender;
    this.snapshots = snapshots;
    this.sequence = sequence;
    this.room = room;
    this.onClose = onClose;
    this.onDelete = onDelete;
    this.mark = Mark.open(folder.mark());
  }

  long number() {
    return folder.number();
  }

  SessionFolder folder() {
    return folder;
  }

  Description session() {
    return session;
  }

  /** The journal has taken so many bytes. */
  void written(long count) {
    bytes.addAndGet(count);
  }

  /** Changes up to this one are about to be acknowledged. */
  void mark(long through) {
    mark.write(through);
  }

  /** The session begins. */
  CompletableFuture<Void> created() {
    append(
        0,
        out -> {
          out.writeInt(ChangeCodec.CREATED);
          DescriptionCodec.write(session, out);
        });
    return kept;
  }

  private void append(long size, Consumer<ChunkOutput> writer) {
    // Read first: once there is another one, what the old one had is decided.
    Appender current = appender.get();
    if (!kept.isCompletedExceptionally()) {
      boolean small = size <= SMALL && kept.isDone();
      kept = current.append(this, ++sequence, writer, small);
    }
  }

  @Override
  public void checkRoom() {
    room.run();
  }

  @Override
  public void append(Change change) {
    append(ChangeCodec.size(change), out -> ChangeCodec.write(change, out));
  }

  @Override
  public CompletableFuture<Void> kept() {
    return kept;
  }

  @Override
  public boolean snapshotDue(long replayNanos) {
    boolean due =
        bytes.get() >= settings.snapshotBytes() || replayNanos >= settings.replay().toNanos();
    if (!due || writing.get() || !snapshots.begin()) {
      return false;
    }
    writing.set(true);
    return true;
  }

  @Override
  public void snapshot(LedgerState ledger, Consumer<StateOutput> maths) {
    bytes.set(0);
    CompletableFuture<Void> through = kept;
    snapshots
        .take(folder, session, sequence, ledger, maths, through)
        .whenComplete((done, failure) -> writing.set(false));
  }

  @Override
  public CompletableFuture<Void> delete() {
    append(0, out -> out.writeInt(ChangeCodec.DELETED));
    return kept.whenComplete(
        (done, failure) -> {
          mark.close();
          if (failure == null) {
            onDelete.accept(this);
          } else {
            onClose.accept(this);
          }
        });
  }

  @Override
  public void close() {
    kept.whenComplete(
        (done, failure) -> {
          mark.close();
          onClose.accept(this);
        });
  }
}
