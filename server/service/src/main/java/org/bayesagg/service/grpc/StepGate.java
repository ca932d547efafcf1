package org.bayesagg.service.grpc;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.bayesagg.service.access.Identity;
import org.bayesagg.service.grpc.LimitException.Reason;

/**
 * What all contributions together may take while they are read, wait or run: their number and the
 * heap of their tensors. Thread-safe.
 *
 * <p>Nobody gets all of it: an identity may hold at most eight times what it leaves to the others.
 * One alone gets to eight ninths; one that comes late finds a ninth at least, and k that take all
 * they can leave one part in 8k + 1.
 */
public final class StepGate {
  private static final Duration SOON = Duration.ofMillis(100);

  /** What one identity may hold, as a multiple of what is left. */
  private static final int GREED = 8;

  private final int maxSteps;
  private final long maxBytes;
  private final StepRates rates;

  // Guarded by this.
  private final Map<String, Share> shares = new HashMap<>();
  private int steps;
  private long bytes;

  /** What one identity holds. */
  private static final class Share {
    private int steps;
    private long bytes;
  }

  /**
   * A gate.
   *
   * @param maxSteps contributions at a time
   * @param maxBytes of their tensors
   * @param stepsPerSecond of one identity; 0: no limit
   */
  public StepGate(int maxSteps, long maxBytes, int stepsPerSecond) {
    this.maxSteps = maxSteps;
    this.maxBytes = maxBytes;
    this.rates = new StepRates(stepsPerSecond);
  }

  /** Contributions that may be inside. */
  public int maxSteps() {
    return maxSteps;
  }

  /** Heap that their tensors may take. */
  public long maxBytes() {
    return maxBytes;
  }

  /** Contributions that are inside. */
  public synchronized int steps() {
    return steps;
  }

  /** Heap that is set aside for their tensors. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Lets one in. Throws {@link LimitException} where it is one too many. */
  Pass enter(Identity identity) {
    rates.enter(identity);
    String name = identity.name();
    synchronized (this) {
      Share share = shares.get(name);
      int left = maxSteps - steps;
      // Where there is room for few, the last of them is not worth keeping free.
      if (left < 1 || (share != null && share.steps / GREED >= left)) {
        throw new LimitException(
            Reason.TOO_MANY_STEPS,
            "the server works on "
                + steps
                + " contributions of the "
                + maxSteps
                + " that it takes at a time, and on "
                + (share == null ? 0 : share.steps)
                + " of "
                + name
                + ": send this one again",
            Map.of("limit", String.valueOf(maxSteps)),
            SOON);
      }
      shares.computeIfAbsent(name, any -> new Share()).steps++;
      steps++;
    }
    return new Pass(name);
  }

  private synchronized void take(String name, long wanted) {
    Share share = shares.get(name);
    long left = maxBytes - bytes - wanted;
    if (left < 0 || (share.bytes + wanted) / GREED > left) {
      throw new LimitException(
          Reason.TOO_MANY_BYTES,
          "the contribution takes "
              + wanted
              + " bytes; all together may take "
              + maxBytes
              + ", of which "
              + (maxBytes - bytes)
              + " are left and "
              + name
              + " holds "
              + share.bytes
              + ": send this one again, or fewer examples at a time",
          Map.of("limit", String.valueOf(maxBytes), "bytes", String.valueOf(wanted)),
          wanted / GREED > maxBytes - wanted ? null : SOON);
    }
    share.bytes += wanted;
    bytes += wanted;
  }

  private synchronized void leave(String name, long taken) {
    Share share = shares.get(name);
    share.steps--;
    share.bytes -= taken;
    steps--;
    bytes -= taken;
    if (share.steps == 0) {
      shares.remove(name);
    }
  }

  /** One that is inside. For one thread at a time. */
  final class Pass {
    private final String identity;
    private long taken;
    private boolean left;

    private Pass(String identity) {
      this.identity = identity;
    }

    /** Sets heap aside for its tensors. Throws {@link LimitException} where there is none. */
    void take(long wanted) {
      StepGate.this.take(identity, wanted);
      taken = wanted;
    }

    /** It has been answered, or will not come. Once is enough, more does nothing. */
    synchronized void leave() {
      if (!left) {
        left = true;
        StepGate.this.leave(identity, taken);
      }
    }
  }
}
