package org.bayesagg.cli.bench;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.bayesagg.client.AggregationException;
import org.bayesagg.client.StepAnswer;

/**
 * What becomes of the steps that are offered. Counted is what is due, and what ends, within a
 * window that leaves out the first deadline, in which queues fill. Thread-safe.
 */
final class Goodput {
  private static final long HIGHEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 3;

  private final Clock clock;
  private final long from;
  private final long to;
  private final Histogram nanos = new ConcurrentHistogram(HIGHEST_NANOS, DIGITS);
  private final AtomicLongArray answered;
  private final LongAdder offered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAccumulator lag = new LongAccumulator(Math::max, 0);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** Counts from one time to another. */
  Goodput(Clock clock, long from, long to, int sessions) {
    this.clock = clock;
    this.from = from;
    this.to = to;
    answered = new AtomicLongArray(sessions);
  }

  /**
   * What came of a window.
   *
   * @param seconds its length
   * @param offered steps that were due
   * @param answered those of each session that were answered before their deadline
   * @param refused steps that ended with a refusal: no repetition could have been in time
   * @param expired steps that ended at their deadline
   * @param lagNanos the longest time from when a step was due until it was sent: what this process
   *     could not keep up with
   * @param latencies of the answered ones, in nanoseconds from when they were due
   */
  record Outcome(
      double seconds,
      long offered,
      long[] answered,
      long refused,
      long expired,
      long lagNanos,
      Histogram latencies) {

    /** Steps a second that were answered in time. */
    double perSecond() {
      return latencies.getTotalCount() / seconds;
    }

    /** The session that got least beside the one that got most; NaN where none got anything. */
    double fairness() {
      Spread spread = Spread.of(Arrays.stream(answered).mapToObj(count -> (double) count).toList());
      return spread.min() / spread.max();
    }
  }

  /** A step was sent; its answer may have come already. */
  void sent(int session, long due, CompletableFuture<StepAnswer> answer) {
    if (inWindow(due)) {
      offered.increment();
      lag.accumulate(clock.nanos() - due);
    }
    var unused =
        answer.whenComplete(
            (come, error) -> {
              long now = clock.nanos();
              if (inWindow(now)) {
                ended(session, now - due, error);
              }
            });
  }

  private boolean inWindow(long time) {
    return time - from >= 0 && time - to < 0;
  }

  private void ended(int session, long took, Throwable error) {
    if (error == null) {
      answered.incrementAndGet(session);
      nanos.recordValue(Math.min(Math.max(took, 0), HIGHEST_NANOS));
      return;
    }
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    switch (cause instanceof AggregationException known ? known.code() : "") {
      case "RESOURCE_EXHAUSTED" -> refused.increment();
      case "DEADLINE_EXCEEDED" -> expired.increment();
      default -> failure.compareAndSet(null, cause);
    }
  }

  /**
   * The window's outcome, once it is over.
   *
   * @throws IllegalStateException if a step failed for another reason than overload
   */
  Outcome outcome() {
    if (failure.get() != null) {
      throw new IllegalStateException("a step failed", failure.get());
    }
    long[] each = new long[answered.length()];
    for (int i = 0; i < each.length; i++) {
      each[i] = answered.get(i);
    }
    return new Outcome(
        (to - from) / 1e9,
        offered.sum(),
        each,
        refused.sum(),
        expired.sum(),
        lag.get(),
        nanos.copy());
  }
}
