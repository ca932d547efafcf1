package org.bayesagg.cli.quickstart;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bayesagg.client.AggregationClient;

/** Trains one seed's network in each way. */
final class TrainingRuns {
  private final AggregationClient client;
  private final TrainingSettings settings;
  private final ProgressDisplay display;

  /**
   * Prepares runs.
   *
   * @param client lent
   */
  TrainingRuns(AggregationClient client, TrainingSettings settings, ProgressDisplay display) {
    this.client = client;
    this.settings = settings;
    this.display = display;
  }

  /** One way's run; single-task training counts as one run of four networks. */
  RunResult run(Way way, Training training, String label) {
    if (way == Way.SINGLE) {
      return singles(training, label);
    }
    try (DirectionSource source = source(way);
        Progress progress = display.start(label, settings.steps())) {
      return training.run(source, progress::step);
    }
  }

  private DirectionSource source(Way way) {
    return way.preset()
        .<DirectionSource>map(
            preset -> new ServiceDirection(client, SessionChoices.of(preset, settings)))
        .orElseGet(() -> new MeanDirection(EnumSet.allOf(DigitTask.class)));
  }

  private RunResult singles(Training training, String label) {
    Map<DigitTask, RunResult> runs = new EnumMap<>(DigitTask.class);
    try (Progress progress = display.start(label, DigitTask.values().length * settings.steps())) {
      for (DigitTask task : DigitTask.values()) {
        runs.put(task, training.run(new MeanDirection(Set.of(task)), progress::step));
      }
    }
    return combined(runs);
  }

  /** Each task's results from the network that was trained for it. */
  private RunResult combined(Map<DigitTask, RunResult> runs) {
    List<TestResult> curve = new ArrayList<>();
    for (int epoch = 0; epoch <= settings.epochs(); epoch++) {
      Map<DigitTask, Double> values = new EnumMap<>(DigitTask.class);
      for (DigitTask task : DigitTask.values()) {
        values.put(task, runs.get(task).curve().get(epoch).of(task));
      }
      curve.add(new TestResult(values));
    }
    double speed =
        runs.values().stream().mapToDouble(RunResult::stepsPerSecond).average().orElseThrow();
    return new RunResult(curve, speed);
  }
}
