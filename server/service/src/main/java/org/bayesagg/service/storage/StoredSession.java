package org.bayesagg.service.storage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.UnknownStateVersionException;
import org.bayesagg.service.session.Change;
import org.bayesagg.service.session.ChangeLog;
import org.bayesagg.service.session.LedgerState;
import org.bayesagg.service.session.SessionStorage;
import org.bayesagg.service.session.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that is on the disk and not open: reads its newest intact snapshot, then the journal.
 */
final class StoredSession implements SessionStorage.Stored {
  private static final Logger LOG = LoggerFactory.getLogger(StoredSession.class);

  private final SessionFolder folder;
  private final Journal journal;
  private final StorageSettings settings;
  private final StorageListener listener;
  private final Function<Opening, ChangeLog> open;
  private final Runnable onDelete;

  /** A session that goes on after a change. */
  record Opening(SessionFolder folder, SessionStorage.Description session, long sequence) {}

  /**
   * A session.
   *
   * @param open goes on with it
   * @param onDelete ends it
   */
  StoredSession(
      SessionFolder folder,
      Journal journal,
      StorageSettings settings,
      StorageListener listener,
      Function<Opening, ChangeLog> open,
      Runnable onDelete) {
    this.folder = folder;
    this.journal = journal;
    this.settings = settings;
    this.listener = listener;
    this.open = open;
    this.onDelete = onDelete;
  }

  @Override
  public String id() {
    return folder.id();
  }

  @Override
  public SessionStorage.Description describe() {
    List<String> problems = new ArrayList<>();
    for (Path file : folder.snapshots()) {
      try (SnapshotFile snapshot = SnapshotFile.open(file)) {
        return DescriptionCodec.read(snapshot.read());
      } catch (CorruptStateException e) {
        problems.add(e.getMessage());
      }
    }
    First first = new First();
    RecordReader reader = new RecordReader(1, first);
    journal.read(folder.number(), 1, (place, chunk) -> reader.chunk(place, chunk) && first.none());
    if (first.session == null) {
      problems.add(
          reader.damage() == null ? "the journal's beginning is missing" : reader.damage());
      throw lost(folder.path().toString(), "what it is cannot be read: " + problems);
    }
    return first.session;
  }

  /** Reads a description, and nothing else. */
  private static final class First implements RecordReader.Target {
    private SessionStorage.Description session;

    @Override
    public void created(ChunkInput description) {
      session = DescriptionCodec.read(description);
    }

    @Override
    public void change(Change change) {}

    boolean none() {
      return session == null;
    }
  }

  @Override
  public ChangeLog read(SessionStorage.Reader into) {
    long start = System.nanoTime();
    SessionStorage.Description session = describe();
    long covered = readSnapshot(into);
    RecordReader reader =
        new RecordReader(
            covered + 1,
            new RecordReader.Target() {
              @Override
              public void created(ChunkInput description) {}

              @Override
              public void change(Change change) {
                into.change(change);
              }
            });
    journal.read(folder.number(), covered + 1, reader);
    reader.end();
    checkWhole(reader);
    if (journal.last(folder.number()) > reader.last()) {
      // What is left of a record that was being written must not be taken for a part of another.
      journal.cut(folder.number(), reader.last() + 1, Long.MAX_VALUE - 1);
    }
    listener.replayed(reader.last() - covered, System.nanoTime() - start);
    return open.apply(new Opening(folder, session, reader.last()));
  }

  /** Reads the newest snapshot that is intact; returns the last change that it covers. */
  private long readSnapshot(SessionStorage.Reader into) {
    List<String> problems = new ArrayList<>();
    for (Path file : folder.snapshots()) {
      try (SnapshotFile snapshot = SnapshotFile.open(file)) {
        if (snapshot.log() != folder.number()) {
          throw new CorruptStateException(file + ": of another session");
        }
        snapshot.check();
        ChunkInput in = snapshot.read();
        DescriptionCodec.read(in);
        LedgerState ledger = LedgerCodec.read(in);
        into.state(ledger, in);
        if (!problems.isEmpty()) {
          LOG.error("session {}: went on from an older snapshot: {}", id(), problems);
        }
        return snapshot.sequence();
      } catch (UnknownStateVersionException e) {
        throw new StorageException(
            file.toString(),
            "written by a newer version (" + e.getMessage() + ")",
            "start that version, or one that is newer still",
            e);
      } catch (CorruptStateException e) {
        problems.add(e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      LOG.error("session {}: no snapshot can be read: {}", id(), problems);
    }
    return 0;
  }

  private void checkWhole(RecordReader reader) {
    long marked = Mark.read(folder.mark());
    long journalled = journal.last(folder.number());
    boolean torn = journalled > reader.last() + 1;
    if (reader.last() >= marked && marked >= 0 && !torn) {
      return;
    }
    String what =
        marked < 0
            ? "its mark is damaged, so what it had acknowledged is not known"
            : "changes after "
                + reader.last()
                + " are lost, up to "
                + Math.max(marked, journalled)
                + " were acknowledged"
                + (reader.damage() == null ? "" : ": " + reader.damage());
    if (settings.repair() == JournalRepair.TRUNCATE) {
      LOG.error("session {}: goes on from change {}: {}", id(), reader.last(), what);
      return;
    }
    throw lost(marked < 0 ? folder.mark().toString() : settings.folder().toString(), what);
  }

  private StorageException lost(String file, String what) {
    return new StorageException(
        file,
        "session '" + id() + "': " + what,
        "import a backup, delete the session, or start with --journal-repair truncate to go on from"
            + " what is left",
        null);
  }

  @Override
  public void delete() {
    onDelete.run();
  }
}
