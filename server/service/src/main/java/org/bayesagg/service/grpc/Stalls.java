package org.bayesagg.service.grpc;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bayesagg.service.grpc.LimitException.Reason;

/**
 * Looks now and then at everything that waits for a caller, and ends what has waited for too long:
 * what is held for one who does not go on is missing to the others. Thread-safe.
 */
public final class Stalls {
  /** Something that may wait for a caller. */
  interface Watched {
    /** Ends itself if it has waited for too long; from the watching thread. */
    void look(long nowNanos);
  }

  private final long stallNanos;
  private final long idleNanos;
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();

  /**
   * Watches nothing yet.
   *
   * @param stall how long a message may be unfinished, or an answer unread
   * @param idle how long a stream may be silent
   */
  public Stalls(Duration stall, Duration idle) {
    this.stallNanos = stall.toNanos();
    this.idleNanos = idle.toNanos();
  }

  /** Looks at everything once. */
  public void check() {
    long now = System.nanoTime();
    watched.forEach(each -> each.look(now));
  }

  void add(Watched one) {
    watched.add(one);
  }

  void remove(Watched one) {
    watched.remove(one);
  }

  /** Things that are watched. */
  int size() {
    return watched.size();
  }

  /** Whether what has stood still since then has done so for too long. */
  boolean isStalled(long sinceNanos, long nowNanos) {
    return nowNanos - sinceNanos > stallNanos;
  }

  /** Whether what has been silent since then has been so for too long. */
  boolean isIdle(long sinceNanos, long nowNanos) {
    return nowNanos - sinceNanos > idleNanos;
  }

  /** The refusal of a call that does not go on. */
  LimitException stalled(String what) {
    long seconds = Duration.ofNanos(stallNanos).toSeconds();
    return new LimitException(
        Reason.CALL_STALLED,
        what + " for " + seconds + " s: what was complete counts; send the rest again",
        Map.of("limit_seconds", String.valueOf(seconds)),
        null);
  }

  /** The refusal of a stream that is silent. */
  LimitException idle() {
    long seconds = Duration.ofNanos(idleNanos).toSeconds();
    return new LimitException(
        Reason.STREAM_IDLE,
        "nothing has come on the stream for " + seconds + " s: open another when it is needed",
        Map.of("limit_seconds", String.valueOf(seconds)),
        null);
  }
}
