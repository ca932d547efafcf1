package org.bayesagg.service.metrics;

import java.util.concurrent.atomic.LongAdder;

/** What is counted for one session, or for all those that share a label. Thread-safe. */
final class SessionCounters {
  final LongAdder steps = new LongAdder();
  final LongAdder contributions = new LongAdder();
  final LongAdder late = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder quorumMissed = new LongAdder();
  final LongAdder epochsByWorkers = new LongAdder();
  final LongAdder epochsByDeadline = new LongAdder();
  final LongAdder jitteredSteps = new LongAdder();
}
