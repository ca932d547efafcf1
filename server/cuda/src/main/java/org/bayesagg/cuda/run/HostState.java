package org.bayesagg.cuda.run;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.step.StepData;

/** What of a run's state the host keeps: counts, and the examples of exact epochs. */
final class HostState {
  private final AggregationSpec spec;
  int epochsClosed;
  long bayesianSteps;

  /** Labelled examples by task. */
  final long[] evidenceCounts;

  /** Batches with a label by task, which correct the running losses. */
  final long[] lossBatches;

  /** Whether there is a divisor of FIRST. */
  boolean hasDivisor;

  /** Steps of the running epoch under EXACT_EPOCH. */
  List<StepData> stored = new ArrayList<>();

  long storedExamples;

  /** The epoch before, and which tasks still wait for a head to evaluate it at. */
  List<StepData> waiting = List.of();

  final boolean[] waits;

  HostState(AggregationSpec spec) {
    this.spec = spec;
    int tasks = spec.tasks().size();
    this.evidenceCounts = new long[tasks];
    this.lossBatches = new long[tasks];
    this.waits = new boolean[tasks];
  }

  boolean hasPrior() {
    return epochsClosed >= spec.warmupEpochs();
  }

  boolean exact() {
    return spec.priorRefresh() instanceof PriorRefresh.ExactEpoch;
  }

  /** Closes the stored epoch. */
  void closeStored() {
    waiting = stored;
    for (int t = 0; t < waits.length; t++) {
      waits[t] = !stored.isEmpty();
    }
    stored = new ArrayList<>();
    storedExamples = 0;
  }

  /** 1 / (1 − decay^t) of a task's losses; 0 before the first. */
  double correction(int task, long batches) {
    return batches == 0 ? 0 : 1 / (1 - Math.pow(spec.lossDecay(), (double) batches));
  }
}
