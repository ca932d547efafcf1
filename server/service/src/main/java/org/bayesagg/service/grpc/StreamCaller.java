package org.bayesagg.service.grpc;

import com.google.protobuf.Duration;
import org.bayesagg.service.session.Caller;
import org.bayesagg.v1.StreamedContribution;

/**
 * Whoever has sent a contribution on a stream and says how long it waits. The end of its stream
 * says nothing: what is complete still counts, and its answer can be had by sending it again.
 *
 * @param until when it goes, by {@code System.nanoTime()}
 */
record StreamCaller(long until) implements Caller {
  /** Longer is for ever: some thirty years. */
  private static final long MOST_SECONDS = 1_000_000_000;

  /** That of a contribution whose first frame has just come. */
  static Caller of(StreamedContribution frame) {
    Duration timeout = frame.getTimeout();
    if (!frame.hasTimeout() || timeout.getSeconds() > MOST_SECONDS) {
      return PATIENT;
    }
    long nanos = Math.max(-1, timeout.getSeconds()) * 1_000_000_000 + timeout.getNanos();
    return new StreamCaller(System.nanoTime() + Math.max(0, nanos));
  }

  @Override
  public boolean gone() {
    return patienceNanos() == 0;
  }

  @Override
  public long patienceNanos() {
    return Math.max(0, until - System.nanoTime());
  }
}
