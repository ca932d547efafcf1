package org.bayesagg.service.session;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which workers are there: those that have not left, and when each was last heard of. Confined to
 * the session's turns, but for {@link #lastHeard}.
 *
 * <p>A worker that is silent for longer than the session's timeout is not waited for; it has not
 * left, and is waited for again as soon as it is heard of.
 */
final class Presence {
  private final Ledger ledger;
  private final Duration timeout;
  private final Timers timers;
  private final Map<String, Heard> heard = new ConcurrentHashMap<>();

  /** By the clock that is never set, and by the one that people read. */
  private record Heard(long nanos, Instant at) {}

  /** After a restart everybody is given the whole time. */
  private final long start;

  /** {@code timeout} null: nobody is ever silent for too long. */
  Presence(Ledger ledger, Duration timeout, Timers timers) {
    this.ledger = ledger;
    this.timeout = timeout;
    this.timers = timers;
    this.start = timers.nanoTime();
  }

  void heard(String worker) {
    heard.put(worker, new Heard(timers.nanoTime(), timers.now()));
  }

  /**
   * When it last said anything, be it something that never counted; {@code Instant.EPOCH} where
   * that was before the start. From any thread.
   */
  Instant lastHeard(String worker) {
    Heard last = heard.get(worker);
    return last == null ? Instant.EPOCH : last.at();
  }

  /** Nobody waits for it. */
  void left(String worker) {
    heard.remove(worker);
  }

  boolean silent(String worker) {
    Heard last = heard.get(worker);
    long since = last == null ? start : last.nanos();
    return timeout != null && timers.nanoTime() - since >= timeout.toNanos();
  }

  /** How often to look for silent workers; null where that is of no use. */
  Duration interval() {
    return timeout == null ? null : timeout.dividedBy(4).plusMillis(1);
  }

  /** Contributions that a step of a rule waits for. */
  int waitedFor(SessionSettings.Synchronous rule) {
    return ledger.workers().countLeft() == 0
        ? rule.workers()
        : Math.max(1, Math.min(rule.workers(), present().size()));
  }

  /** Contributions that are enough at the deadline, or where all others are silent. */
  int quorum(SessionSettings.Synchronous rule) {
    return Math.min(rule.quorum(), waitedFor(rule));
  }

  /** Whether a step with so many contributions has all that can be expected now. */
  boolean complete(int came, SessionSettings.Synchronous rule) {
    int waited = waitedFor(rule);
    if (came >= waited) {
      return true;
    }
    Set<String> present = present();
    long silent = present.stream().filter(this::silent).count();
    return silent > 0 && came >= quorum(rule) && came >= present.size() - silent;
  }

  /** Workers that are there, without this one. */
  int others(String worker) {
    Set<String> all = present();
    all.remove(worker);
    return all.size();
  }

  private Set<String> present() {
    Set<String> all = new HashSet<>(ledger.workers().present());
    all.addAll(heard.keySet());
    return all;
  }
}
