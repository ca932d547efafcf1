package org.bayesagg.service.grpc;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bayesagg.service.access.Identity;
import org.bayesagg.service.grpc.LimitException.Reason;

/**
 * What all contributions together may take while they are read, wait or run: their number and the
 * heap of their tensors. Thread-safe.
 */
public final class StepGate {
  private static final Duration SOON = Duration.ofMillis(100);

  private final int maxSteps;
  private final long maxBytes;
  private final StepRates rates;
  private final AtomicInteger steps = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

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
  public int steps() {
    return steps.get();
  }

  /** Heap that is set aside for their tensors. */
  public long bytes() {
    return bytes.get();
  }

  /** Lets one in. Throws {@link LimitException} where it is one too many. */
  Pass enter(Identity identity) {
    rates.enter(identity);
    if (steps.incrementAndGet() > maxSteps) {
      steps.decrementAndGet();
      throw new LimitException(
          Reason.TOO_MANY_STEPS,
          "the server works on "
              + maxSteps
              + " contributions, as many as it takes at a time: send this one again",
          Map.of("limit", String.valueOf(maxSteps)),
          SOON);
    }
    return new Pass();
  }

  /** One that is inside. For one thread at a time. */
  final class Pass {
    private long taken;
    private boolean left;

    private Pass() {}

    /** Sets heap aside for its tensors. Throws {@link LimitException} where there is none. */
    void take(long wanted) {
      if (bytes.addAndGet(wanted) > maxBytes) {
        bytes.addAndGet(-wanted);
        throw new LimitException(
            Reason.TOO_MANY_BYTES,
            "the contribution takes "
                + wanted
                + " bytes, and all together may take "
                + maxBytes
                + ": send this one again, or fewer examples at a time",
            Map.of("limit", String.valueOf(maxBytes), "bytes", String.valueOf(wanted)),
            wanted > maxBytes ? null : SOON);
      }
      taken = wanted;
    }

    /** It has been answered, or will not come. Once is enough, more does nothing. */
    synchronized void leave() {
      if (!left) {
        left = true;
        steps.decrementAndGet();
        bytes.addAndGet(-taken);
      }
    }
  }
}
