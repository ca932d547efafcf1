package org.bayesagg.service.storage;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.service.session.LedgerState;
import org.bayesagg.service.session.SessionStorage.Description;

/**
 * A session as one portable file, the same as a snapshot: for backup, for another server, and for a
 * run that begins with another's posteriors. Reads one; not thread-safe.
 */
public final class SessionImage implements AutoCloseable {
  private final SnapshotFile file;
  private final Description session;
  private final LedgerState ledger;
  private final StateInput maths;

  private SessionImage(SnapshotFile file) {
    this.file = file;
    file.check();
    ChunkInput in = file.read();
    session = DescriptionCodec.read(in);
    ledger = LedgerCodec.read(in);
    maths = in;
  }

  /**
   * The file in pieces of at most 1 MiB, one after another.
   *
   * @param maths writes what the maths keep; called before this returns
   */
  public static List<ByteBuffer> copy(
      Description session, LedgerState ledger, Consumer<StateOutput> maths) {
    return SnapshotFile.pieces(0, 0, chunks(session, ledger, maths, new ChunkPool()));
  }

  /** A state in chunks of a pool, not sealed yet; the caller gives them back. */
  static List<ByteBuffer> chunks(
      Description session, LedgerState ledger, Consumer<StateOutput> maths, ChunkPool pool) {
    ChunkOutput out = new ChunkOutput(pool);
    try {
      DescriptionCodec.write(session, out);
      LedgerCodec.write(ledger, out);
      maths.accept(out);
    } catch (RuntimeException | Error e) {
      out.discard();
      throw e;
    }
    return out.finish();
  }

  /**
   * Opens a file and reads it through.
   *
   * @throws CorruptStateException if it is none, or damaged
   * @throws org.bayesagg.service.session.StorageException if a newer version wrote it, or it cannot
   *     be read
   */
  public static SessionImage open(Path path) {
    SnapshotFile file = SnapshotFile.open(path);
    try {
      return new SessionImage(file);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** What the session is. */
  public Description session() {
    return session;
  }

  /** What it had counted. */
  public LedgerState ledger() {
    return ledger;
  }

  /** What its maths kept; can be read once. */
  public StateInput maths() {
    return maths;
  }

  @Override
  public void close() {
    file.close();
  }
}
