package org.bayesagg.service.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bayesagg.math.StepResult;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.service.session.Inspection;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionListener;

/**
 * The sessions as people watch them: follows them, and tells every second how they stand.
 * Thread-safe.
 *
 * <p>What takes time, the tasks' cosines and predictions, is worked out only for sessions that
 * somebody watches, once a second.
 */
public final class LiveSessions implements SessionListener {
  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final Clock clock;
  private final Executor looks;
  private final Supplier<ServerReading> server;
  private final Map<Session, WatchedSession> sessions = new ConcurrentHashMap<>();

  /** Watchers of each session, and whether it may be looked at this second. */
  private final Map<String, Integer> watchers = new ConcurrentHashMap<>();

  private final Map<String, Boolean> due = new ConcurrentHashMap<>();

  // Guarded by this.
  private long ticks;
  private boolean closed;
  private double refusalsPerSecond;
  private double refusalsBefore;

  /**
   * What the server tells of itself.
   *
   * @param refusals since it started
   */
  public record ServerReading(
      String version,
      String engine,
      String detail,
      double uptimeSeconds,
      double refusals,
      long heapBytes,
      long footprintLimitBytes,
      int openCalls) {}

  /**
   * Follows nothing yet.
   *
   * @param looks where looks at steps are worked out, one at a time
   */
  public LiveSessions(Clock clock, Executor looks, Supplier<ServerReading> server) {
    this.clock = clock;
    this.looks = looks;
    this.server = server;
  }

  @Override
  public void sessionCreated(Session session) {
    sessions.put(session, new WatchedSession(session, clock));
  }

  @Override
  public void sessionDeleted(Session session) {
    sessions.remove(session);
  }

  @Override
  public void queued(Session session, int waiting) {
    with(session, watched -> watched.queued(waiting));
  }

  @Override
  public void stepDone(Session session, StepResult step, List<Answer> answers) {
    with(session, watched -> watched.step(step, answers));
  }

  @Override
  public void late(Session session, Answer answer) {
    with(session, watched -> watched.counts().late());
  }

  @Override
  public void duplicate(Session session, ContributionKey key) {
    with(session, watched -> watched.counts().duplicate());
  }

  @Override
  public void quorumMissed(Session session, long epoch, long step, int contributions) {
    with(session, watched -> watched.counts().quorumMissed());
  }

  @Override
  public void epochClosed(Session session, long epoch, boolean byDeadline) {
    with(session, watched -> watched.counts().epochClosed(byDeadline));
  }

  @Override
  public boolean wantsInspection(Session session) {
    return !watchers.isEmpty()
        && watchers.containsKey(session.id())
        && due.remove(session.id()) != null;
  }

  @Override
  public void inspected(Session session, Inspection inspection) {
    looks.execute(() -> with(session, watched -> watched.look(inspection)));
  }

  private void with(Session session, Consumer<WatchedSession> change) {
    WatchedSession watched = sessions.get(session);
    if (watched != null) {
      change.accept(watched);
    }
  }

  /** A second has passed; whoever waits is woken. */
  public void tick() {
    sessions.values().forEach(WatchedSession::tick);
    watchers.keySet().forEach(id -> due.put(id, true));
    double refusals = server.get().refusals();
    synchronized (this) {
      refusalsPerSecond = refusals - refusalsBefore;
      refusalsBefore = refusals;
      ticks++;
      notifyAll();
    }
  }

  /** Ends all waiting. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits for the next second; false where there will be none. */
  public synchronized boolean awaitTick() throws InterruptedException {
    long now = ticks;
    while (ticks == now && !closed) {
      wait();
    }
    return !closed;
  }

  /** All sessions, as JSON. */
  public String overview() {
    ServerReading reading = server.get();
    List<OverviewEvent.Row> rows =
        sessions.values().stream()
            .map(OverviewEvent::row)
            .sorted(Comparator.comparing(OverviewEvent.Row::id))
            .toList();
    long footprint =
        sessions.keySet().stream().mapToLong(session -> session.footprint().totalBytes()).sum();
    double refused;
    synchronized (this) {
      refused = refusalsPerSecond;
    }
    return json(
        new OverviewEvent(
            clock.millis() / 1e3,
            new OverviewEvent.Server(
                reading.version(),
                reading.engine(),
                reading.detail(),
                reading.uptimeSeconds(),
                rows.stream().mapToDouble(OverviewEvent.Row::stepsPerSecond).sum(),
                refused,
                reading.heapBytes(),
                footprint,
                reading.footprintLimitBytes(),
                reading.openCalls()),
            rows));
  }

  /** Begins to watch a session, which need not exist. */
  public Watcher watch(String id) {
    return new Watcher(id);
  }

  static String json(Object event) {
    try {
      return JSON.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that is no JSON", e);
    }
  }

  /** Somebody who watches one session. For one thread. */
  public final class Watcher implements AutoCloseable {
    private final String id;
    private WatchedSession watched;
    private long seen;

    private Watcher(String id) {
      this.id = id;
      watchers.merge(id, 1, Integer::sum);
      due.put(id, true);
    }

    /** What is new since the last call, as JSON; null where the session is gone. */
    public String next() {
      WatchedSession now =
          sessions.values().stream()
              .filter(each -> each.session().id().equals(id))
              .findFirst()
              .orElse(null);
      if (now == null || (watched != null && now != watched)) {
        return null;
      }
      watched = now;
      synchronized (now) {
        SessionEvent event = SessionEvent.of(now, seen);
        seen = now.history().added();
        return json(event);
      }
    }

    @Override
    public void close() {
      watchers.computeIfPresent(id, (key, count) -> count == 1 ? null : count - 1);
      due.remove(id);
    }
  }
}
