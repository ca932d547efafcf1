package org.bayesagg.service.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bayesagg.math.linalg.Engine;

/** The sessions of a server, on one pool of threads and one clock. */
public final class DefaultSessionRegistry implements SessionRegistry {
  /** How long draining waits, after its deadline, for those that then fail to be told. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final StepMaths.Factory maths;
  private final Footprints footprints;
  private final SessionEnvironment environment;
  private final SessionLimits limits;
  private final SessionListener listener;
  private final Runnable onClose;
  private final ConcurrentSkipListMap<String, DefaultSession> sessions =
      new ConcurrentSkipListMap<>();

  /** Names whose session is being made. Guarded by this, as is what follows. */
  private final Set<String> coming = new HashSet<>();

  private long reservedBytes;

  /** Sessions whose memory is not free yet, those that are coming or gone included. */
  private int alive;

  private boolean draining;
  private boolean closed;

  DefaultSessionRegistry(
      StepMaths.Factory maths, SessionEnvironment environment, Runnable onClose) {
    this.maths = maths;
    this.footprints = new Footprints(maths);
    this.environment = environment;
    this.limits = environment.limits();
    this.listener = environment.listener();
    this.onClose = onClose;
  }

  /**
   * An empty registry with threads of its own, which {@link #close} ends.
   *
   * @param engine what the maths run on; stays the caller's to close, after this
   * @param threads steps of different sessions that run at a time, at least 1
   */
  public static DefaultSessionRegistry open(
      Engine engine, SessionLimits limits, int threads, SessionListener listener) {
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
        new SessionEnvironment(limits, compute, timers, listener),
        () -> {
          timers.close();
          compute.shutdown();
        });
  }

  @Override
  public Session create(String id, String fingerprint, SessionSettings settings) {
    SessionSettings.Synchronous rule = settings.synchronous();
    if (rule != null && rule.workers() > limits.maxWorkersPerSession()) {
      throw Refusal.stepWorkersOverLimit(limits.maxWorkersPerSession(), rule.workers());
    }
    SessionFootprint footprint = footprints.of(settings);
    reserve(id, settings, footprint);
    DefaultSession session;
    try {
      session =
          new DefaultSession(
              id,
              fingerprint,
              settings,
              footprint,
              environment,
              maths.create(settings.spec()),
              change -> {});
    } catch (RuntimeException | Error e) {
      giveUp(id, footprint);
      throw e;
    }
    Outbox.guarded(() -> listener.sessionCreated(session));
    admit(session);
    return session;
  }

  private synchronized void reserve(
      String id, SessionSettings settings, SessionFootprint footprint) {
    if (draining) {
      throw Refusal.draining();
    }
    if (sessions.containsKey(id) || coming.contains(id)) {
      throw Refusal.exists(id);
    }
    if (sessions.size() + coming.size() >= limits.maxSessions()) {
      throw Refusal.tooManySessions(limits.maxSessions());
    }
    long room = limits.maxTotalBytes() - reservedBytes;
    if (footprint.totalBytes() > room) {
      throw Refusal.footprintTooLarge(
          id,
          footprint.totalBytes(),
          room,
          limits.maxTotalBytes(),
          CheaperSettings.advise(footprints, settings, room));
    }
    reservedBytes += footprint.totalBytes();
    alive++;
    coming.add(id);
  }

  private synchronized void giveUp(String id, SessionFootprint footprint) {
    coming.remove(id);
    release(footprint);
  }

  private synchronized void release(SessionFootprint footprint) {
    reservedBytes -= footprint.totalBytes();
    alive--;
    notifyAll();
  }

  private synchronized void admit(DefaultSession session) {
    coming.remove(session.id());
    if (closed) {
      stop(session, Refusal.draining(), () -> {});
      return;
    }
    sessions.put(session.id(), session);
    if (draining) {
      session.drain();
    }
  }

  @Override
  public Session get(String id) {
    Session session = sessions.get(id);
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
  public void delete(String id) {
    DefaultSession session = sessions.remove(id);
    if (session == null) {
      throw Refusal.notFound(id);
    }
    stop(session, Refusal.notFound(id), () -> listener.sessionDeleted(session));
  }

  private void stop(DefaultSession session, SessionException why, Runnable whenFree) {
    session.stop(
        why,
        () -> {
          release(session.footprint());
          whenFree.run();
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
      for (var last = sessions.pollFirstEntry(); last != null; last = sessions.pollFirstEntry()) {
        stop(last.getValue(), Refusal.draining(), () -> {});
      }
      boolean interrupted = false;
      while (alive > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    onClose.run();
  }
}
