package org.bayesagg.service.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bayesagg.math.Engine;
import org.bayesagg.math.EngineFullException;
import org.bayesagg.math.EngineLostException;
import org.bayesagg.math.state.StateInput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions of a server, on one pool of threads and one clock. */
public final class DefaultSessionRegistry implements SessionRegistry {
  private static final Logger log = LoggerFactory.getLogger(DefaultSessionRegistry.class);

  /** How long draining waits, after its deadline, for those that then fail to be told. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final SessionLoader loader;
  private final Footprints footprints;
  private final SessionEnvironment environment;
  private final SessionLimits limits;
  private final SessionListener listener;
  private final Runnable onClose;
  private final ConcurrentSkipListMap<String, DefaultSession> sessions =
      new ConcurrentSkipListMap<>();

  /** Names of which a session is being made. */
  private final Map<String, CompletableFuture<Void>> making = new ConcurrentHashMap<>();

  /** Sessions that are kept and not served, and why. */
  private final AbsentSessions absent = new AbsentSessions();

  private final Reservations reservations;
  private final SessionReading reading;

  /** Guarded by this, as is what follows. */
  private boolean draining;

  private boolean closed;

  DefaultSessionRegistry(
      StepMaths.Factory maths,
      SessionStorage storage,
      SessionEnvironment environment,
      Runnable onClose) {
    this.loader = new SessionLoader(maths, storage, environment.timers());
    this.footprints = new Footprints(maths);
    this.environment = environment;
    this.limits = environment.limits();
    this.listener = environment.listener();
    this.onClose = onClose;
    this.reservations = new Reservations(limits, footprints);
    this.reading =
        new SessionReading(
            storage,
            loader,
            footprints,
            reservations,
            absent,
            environment,
            this::admit,
            this::isDraining);
  }

  /**
   * A registry with threads of its own, which {@link #close} ends. What is kept is not read before
   * {@link #recover}.
   *
   * @param engine what the maths run on; stays the caller's to close, after this
   * @param storage what the sessions are kept in; stays the caller's to close, after this
   * @param threads steps of different sessions that run at a time, at least 1
   */
  public static DefaultSessionRegistry open(
      Engine engine,
      SessionStorage storage,
      SessionLimits limits,
      int threads,
      SessionListener listener) {
    AtomicInteger number = new AtomicInteger();
    ExecutorService compute =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "bayesagg-session-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    SystemTimers timers = new SystemTimers();
    return new DefaultSessionRegistry(
        AggregatorMaths.on(engine),
        storage,
        new SessionEnvironment(limits, compute, timers, listener),
        () -> {
          timers.close();
          compute.shutdown();
        });
  }

  @Override
  public Session create(String id, String fingerprint, SessionSettings settings) {
    return make(
        new SessionStorage.Description(id, fingerprint, settings, environment.timers().now()),
        loader::create);
  }

  @Override
  public Session adopt(SessionStorage.Description session, LedgerState ledger, StateInput maths) {
    DefaultSession adopted = make(session, described -> loader.adopt(described, ledger, maths));
    adopted.resume();
    return adopted;
  }

  /** Makes a session, one at a time of each name: who is told that it exists must find it then. */
  private DefaultSession make(
      SessionStorage.Description session, Function<SessionStorage.Description, Ledger> ledger) {
    String id = session.id();
    CompletableFuture<Void> own = new CompletableFuture<>();
    for (var other = making.putIfAbsent(id, own);
        other != null;
        other = making.putIfAbsent(id, own)) {
      other.join();
    }
    try {
      return makeAlone(session, ledger);
    } finally {
      making.remove(id);
      own.complete(null);
    }
  }

  private DefaultSession makeAlone(
      SessionStorage.Description session, Function<SessionStorage.Description, Ledger> ledger) {
    String id = session.id();
    SessionSettings settings = session.settings();
    SessionSettings.Synchronous rule = settings.synchronous();
    if (rule != null && rule.workers() > limits.maxWorkersPerSession()) {
      throw Refusal.stepWorkersOverLimit(limits.maxWorkersPerSession(), rule.workers());
    }
    SessionFootprint footprint = footprints.of(settings);
    reservations.take(id, settings, footprint);
    try {
      if (absent.contains(id)) {
        throw Refusal.exists(id);
      }
      return admit(session, footprint, ledger.apply(session));
    } catch (StorageException e) {
      reservations.giveUp(id, footprint);
      throw Refusal.notKept(id, e);
    } catch (EngineLostException | EngineFullException e) {
      reservations.giveUp(id, footprint);
      throw Refusal.ofEngine(e);
    } catch (RuntimeException | Error e) {
      reservations.giveUp(id, footprint);
      throw e;
    }
  }

  /**
   * Reads all sessions that are kept, several at a time, and returns when each is served or set
   * aside.
   *
   * @throws StorageException if nothing can be read at all
   */
  public Recovery recover(Consumer<Recovery> progress) {
    return reading.readAll(progress);
  }

  /** A change could not be kept: the session ends, and begins anew from what is kept. */
  private void lost(DefaultSession session, Throwable why) {
    String id = session.id();
    SessionException refusal = Refusal.notKept(id, why);
    synchronized (this) {
      if (sessions.get(id) != session) {
        return;
      }
      // Known under one of the two at any time.
      absent.put(id, refusal, null);
      sessions.remove(id);
    }
    log.error("{}", refusal.getMessage(), why);
    stop(session, refusal, false, failure -> reading.again(id));
  }

  private DefaultSession admit(
      SessionStorage.Description description, SessionFootprint footprint, Ledger ledger) {
    DefaultSession session =
        new DefaultSession(description, footprint, environment, ledger, this::lost);
    Outbox.guarded(() -> listener.sessionCreated(session));
    admit(session);
    return session;
  }

  private synchronized void admit(DefaultSession session) {
    if (closed) {
      stop(session, Refusal.draining(), false, failure -> {});
      return;
    }
    sessions.put(session.id(), session);
    if (draining) {
      session.drain();
    }
  }

  private synchronized boolean isDraining() {
    return draining;
  }

  @Override
  public Session get(String id) {
    Session session = sessions.get(id);
    if (session == null) {
      absent.refuse(id);
      // It may have moved from the one to the other meanwhile.
      session = sessions.get(id);
    }
    if (session == null) {
      throw Refusal.notFound(id);
    }
    return session;
  }

  @Override
  public List<Session> list() {
    return List.copyOf(sessions.values());
  }

  @Override
  public SortedMap<String, SessionException> setAside() {
    return absent.setAside();
  }

  @Override
  public CompletableFuture<Void> delete(String id) {
    DefaultSession session = sessions.remove(id);
    if (session == null) {
      return absent.delete(id);
    }
    CompletableFuture<Void> over = new CompletableFuture<>();
    stop(
        session,
        Refusal.notFound(id),
        true,
        failure -> {
          listener.sessionDeleted(session);
          if (failure == null) {
            over.complete(null);
          } else {
            absent.put(id, Refusal.notKept(id, failure), null);
            reading.again(id);
            over.completeExceptionally(Refusal.notKept(id, failure));
          }
        });
    return over;
  }

  private void stop(
      DefaultSession session, SessionException why, boolean forGood, Consumer<Throwable> whenFree) {
    reservations.leave(session.id());
    session.stop(
        why,
        forGood,
        failure -> {
          reservations.release(session.footprint());
          whenFree.accept(failure);
        });
  }

  @Override
  public void drain(Duration deadline) {
    startDrain(deadline).join();
  }

  /**
   * Draining without waiting for it. At the deadline what still waits fails with DRAINING; then
   * only steps whose maths run are unanswered, and those are not waited for long.
   */
  CompletableFuture<Void> startDrain(Duration deadline) {
    List<DefaultSession> all;
    synchronized (this) {
      draining = true;
      reservations.close();
      all = new ArrayList<>(sessions.values());
    }
    CompletableFuture<Void> over =
        CompletableFuture.allOf(
            all.stream().map(DefaultSession::idle).toArray(CompletableFuture<?>[]::new));
    all.forEach(DefaultSession::drain);
    Timers timers = environment.timers();
    Timers.Timer failRest = timers.schedule(deadline, () -> all.forEach(DefaultSession::drained));
    Timers.Timer giveUp = timers.schedule(deadline.plus(GRACE), () -> over.complete(null));
    return over.whenComplete(
        (done, failure) -> {
          failRest.cancel();
          giveUp.cancel();
        });
  }

  /**
   * Fails what waits and frees everything. Waits for running steps, however long they take: native
   * memory must not go while a step is using it.
   */
  @Override
  public void close() {
    synchronized (this) {
      draining = true;
      closed = true;
      reservations.close();
      for (var last = sessions.pollFirstEntry(); last != null; last = sessions.pollFirstEntry()) {
        stop(last.getValue(), Refusal.draining(), false, failure -> {});
      }
    }
    reservations.awaitNone();
    onClose.run();
  }
}
