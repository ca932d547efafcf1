package org.bayesagg.cli.quickstart;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The runs of all ways, seed by seed. A way's runs stand in the order of the seeds. */
final class Results {
  private final Map<Way, List<RunResult>> runs = new EnumMap<>(Way.class);

  /** Adds the next seed's run of a way. */
  void add(Way way, RunResult run) {
    runs.computeIfAbsent(way, key -> new ArrayList<>()).add(run);
  }

  /** The ways that ran, in their order. */
  List<Way> ways() {
    return List.copyOf(runs.keySet());
  }

  /** A way's runs, one a seed. */
  List<RunResult> of(Way way) {
    return List.copyOf(runs.get(way));
  }

  /** Mean and standard error over the seeds of a number that each run has. */
  Estimate estimate(Way way, ToDoubleFunction<RunResult> number) {
    return Estimate.of(of(way).stream().mapToDouble(number).toArray());
  }

  /** The test result of a task at the end. */
  Estimate last(Way way, DigitTask task) {
    return estimate(way, run -> run.last().of(task));
  }

  /**
   * Delta-m in percent: by how much a way is worse than single-task training of the same seed,
   * relative, averaged over the tasks. Below 0 it is better.
   */
  Estimate deltaM(Way way) {
    List<RunResult> singles = of(Way.SINGLE);
    List<RunResult> others = of(way);
    double[] values = new double[others.size()];
    for (int seed = 0; seed < values.length; seed++) {
      values[seed] = deltaM(others.get(seed).last(), singles.get(seed).last());
    }
    return Estimate.of(values);
  }

  static double deltaM(TestResult result, TestResult single) {
    double total = 0;
    for (DigitTask task : DigitTask.values()) {
      double change = (result.of(task) - single.of(task)) / single.of(task);
      total += task.moreIsBetter() ? -change : change;
    }
    return 100 * total / DigitTask.values().length;
  }
}
