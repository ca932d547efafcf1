package org.bayesagg.service.session;

import java.util.concurrent.atomic.LongAdder;

/** Counts what happens in one session, or in several that share a label. Thread-safe. */
public final class SessionCounters {
  private final LongAdder steps = new LongAdder();
  private final LongAdder contributions = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder quorumMissed = new LongAdder();
  private final LongAdder epochsByWorkers = new LongAdder();
  private final LongAdder epochsByDeadline = new LongAdder();
  private final LongAdder jitteredSteps = new LongAdder();

  /** Nothing has happened yet. */
  public SessionCounters() {}

  /**
   * So much has happened.
   *
   * @param steps counted
   * @param contributions counted
   * @param late contributions that came after their step or epoch had closed
   * @param duplicates contributions that were sent again
   * @param quorumMissed synchronous steps that missed their quorum
   * @param epochsByWorkers epochs that all workers had ended
   * @param epochsByDeadline epochs that closed before that
   * @param jitteredSteps steps whose factorisations needed jitter
   */
  public record Totals(
      long steps,
      long contributions,
      long late,
      long duplicates,
      long quorumMissed,
      long epochsByWorkers,
      long epochsByDeadline,
      long jitteredSteps) {}

  /** A step was counted. */
  public void step(int came, boolean jittered) {
    steps.increment();
    contributions.add(came);
    if (jittered) {
      jitteredSteps.increment();
    }
  }

  /** A contribution came late. */
  public void late() {
    late.increment();
  }

  /** A contribution was sent again. */
  public void duplicate() {
    duplicates.increment();
  }

  /** A step missed its quorum. */
  public void quorumMissed() {
    quorumMissed.increment();
  }

  /** An epoch has closed. */
  public void epochClosed(boolean byDeadline) {
    (byDeadline ? epochsByDeadline : epochsByWorkers).increment();
  }

  /** What has been counted; events that come meanwhile may be in some of it. */
  public Totals totals() {
    return new Totals(
        steps.sum(),
        contributions.sum(),
        late.sum(),
        duplicates.sum(),
        quorumMissed.sum(),
        epochsByWorkers.sum(),
        epochsByDeadline.sum(),
        jitteredSteps.sum());
  }
}
