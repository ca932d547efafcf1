package org.bayesagg.service.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.service.session.Change;
import org.bayesagg.service.session.ChangeLog;
import org.bayesagg.service.session.LedgerState;
import org.bayesagg.service.session.SessionStorage;
import org.bayesagg.service.session.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions kept in a folder of this machine: a journal in RocksDB and snapshots in files. */
public final class EmbeddedStorage implements SessionStorage {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStorage.class);
  private static final long SYNC_SECONDS = 1;

  private final StorageSettings settings;
  private final StorageListener listener;
  private final DataDirectory directory;
  private final ChunkPool pool = new ChunkPool();
  private final ExecutorService background = Executors.newSingleThreadExecutor(named("snapshots"));
  private final ScheduledExecutorService syncs =
      Executors.newSingleThreadScheduledExecutor(named("journal-sync"));

  private final Snapshots snapshots;

  /** Numbers of the logs that are open, or being removed. */
  private final Set<Long> open = ConcurrentHashMap.newKeySet();

  private volatile Engine engine;

  /** What a failure of the journal replaces. */
  private record Engine(Journal journal, Appender appender) {}

  private EmbeddedStorage(
      StorageSettings settings, StorageListener listener, DataDirectory directory) {
    this.settings = settings;
    this.listener = listener;
    this.directory = directory;
    this.snapshots = new Snapshots(() -> engine.journal, pool, background, listener);
    this.engine = start();
    if (settings.sync() == JournalSync.INTERVAL) {
      syncs.scheduleWithFixedDelay(
          () -> engine.appender.sync(), SYNC_SECONDS, SYNC_SECONDS, TimeUnit.SECONDS);
    }
  }

  /**
   * Takes a data directory, and makes it where it is not there.
   *
   * @throws StorageException if it cannot be used; the message says why and what to do
   */
  public static EmbeddedStorage open(StorageSettings settings, StorageListener listener) {
    DataDirectory directory = DataDirectory.take(settings.folder());
    try {
      return new EmbeddedStorage(settings, listener, directory);
    } catch (RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  private static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, "bayesagg-" + name);
      thread.setDaemon(true);
      return thread;
    };
  }

  private Engine start() {
    RocksJournal journal =
        RocksJournal.open(
            directory.journal(), directory.payloads(), settings.sync(), settings.largeBytes());
    journal.dropStrays(
        SessionFolder.all(directory.sessions()).stream()
            .map(SessionFolder::number)
            .collect(Collectors.toSet()));
    return new Engine(
        journal,
        new Appender(
            journal,
            settings.sync() == JournalSync.ALWAYS,
            pool,
            () -> checkRoom(settings.reserveBytes() / 4),
            listener));
  }

  private void checkRoom(long least) {
    long usable = directory.usableBytes();
    if (usable < least) {
      throw new StorageException(
          settings.folder().toString(),
          "the disk is full (" + (usable >> 20) + " MiB are left)",
          "make room; contributions are taken again from "
              + (settings.reserveBytes() >> 20)
              + " MiB (--disk-reserve-bytes) on",
          null);
    }
  }

  @Override
  public ChangeLog create(Description session) {
    return begin(session, null);
  }

  @Override
  public ChangeLog adopt(Description session, LedgerState ledger, Consumer<StateOutput> maths) {
    return begin(session, folder -> snapshots.first(folder, session, ledger, maths));
  }

  /** {@code before} is done before the session counts as kept; null for nothing. */
  private ChangeLog begin(Description session, Consumer<SessionFolder> before) {
    checkRoom(settings.reserveBytes());
    long number = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    SessionFolder folder = SessionFolder.of(directory.sessions(), session.id(), number);
    open.add(number);
    folder.create();
    if (before != null) {
      try {
        before.accept(folder);
      } catch (RuntimeException e) {
        open.remove(number);
        throw e;
      }
    }
    SessionLog log = log(folder, session, 0);
    try {
      log.created().join();
      return log;
    } catch (CompletionException e) {
      log.close();
      throw e.getCause() instanceof StorageException known ? known : e;
    }
  }

  private SessionLog log(SessionFolder folder, Description session, long sequence) {
    open.add(folder.number());
    return new SessionLog(
        session,
        folder,
        settings,
        () -> engine.appender,
        snapshots,
        sequence,
        () -> checkRoom(settings.reserveBytes()),
        log -> open.remove(log.number()),
        log -> background.execute(() -> remove(log.folder())));
  }

  @Override
  public List<Stored> stored() {
    List<Stored> found = new ArrayList<>();
    Journal journal = engine.journal;
    for (SessionFolder folder : SessionFolder.all(directory.sessions())) {
      if (open.contains(folder.number())) {
        continue;
      }
      if (isOver(folder, journal)) {
        remove(folder);
      } else {
        found.add(
            new StoredSession(
                folder,
                journal,
                settings,
                listener,
                opening -> log(opening.folder(), opening.session(), opening.sequence()),
                () -> remove(folder)));
      }
    }
    return found;
  }

  /** Whether a session never was acknowledged, or was deleted. */
  private static boolean isOver(SessionFolder folder, Journal journal) {
    long last = journal.last(folder.number());
    if (last == 0) {
      return Mark.read(folder.mark()) == 0;
    }
    RecordReader reader =
        new RecordReader(
            last,
            new RecordReader.Target() {
              @Override
              public void created(ChunkInput description) {}

              @Override
              public void change(Change change) {}
            });
    journal.read(folder.number(), last, reader);
    return reader.deleted();
  }

  /** The folder first: records without a folder are harmless, a folder without records is not. */
  private void remove(SessionFolder folder) {
    try {
      folder.remove();
      engine.journal.cut(folder.number(), 0, Long.MAX_VALUE - 1);
      open.remove(folder.number());
    } catch (StorageException e) {
      LOG.warn("what was kept of session {} is still there: {}", folder.id(), e.getMessage(), e);
    }
  }

  @Override
  public synchronized void reopen() {
    Engine old = engine;
    if (old.appender.failure() == null) {
      return;
    }
    checkRoom(settings.reserveBytes());
    // Decides all that waits in it, before there is another one.
    old.appender.close();
    old.journal.close();
    engine = start();
    LOG.info("{}: the journal takes changes again", settings.folder());
  }

  /** Waits until what was to be written beside the steps is written. */
  void awaitBackground() {
    CompletableFuture.runAsync(() -> {}, background).join();
  }

  /** Bytes of the journal on the disk, about. */
  public long journalBytes() {
    return engine.journal.bytes();
  }

  /** Memory of copies and records on their way to the disk, outside the heap. */
  public long bufferBytes() {
    return pool.bytes();
  }

  /** Room that is left on the data directory's disk. */
  public long freeBytes() {
    return directory.usableBytes();
  }

  /** Room on it below which contributions are refused. */
  public long reserveBytes() {
    return settings.reserveBytes();
  }

  @Override
  public StorageException failure() {
    return engine.appender.failure();
  }

  @Override
  public void close() {
    syncs.shutdownNow();
    engine.appender.close();
    engine.appender.sync();
    background.shutdown();
    boolean interrupted = false;
    while (!background.isTerminated()) {
      try {
        background.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    engine.journal.close();
    directory.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
