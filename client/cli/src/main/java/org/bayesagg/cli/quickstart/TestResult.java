package org.bayesagg.cli.quickstart;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a network does on the test pairs: accuracy, 0 to 1, or for the regression task the root of
 * the mean squared error.
 */
record TestResult(Map<DigitTask, Double> values) {
  TestResult {
    values = Map.copyOf(values);
  }

  /** Runs the network over the test pairs. */
  static TestResult of(Network network, DigitPairs test) {
    float[] h = network.trunk().forward(test.inputs(), test.count());
    Map<DigitTask, Double> values = new EnumMap<>(DigitTask.class);
    for (Head head : network.heads()) {
      float[] z = head.outputs(h, test.count());
      values.put(head.task(), score(head.task(), z, test));
    }
    return new TestResult(values);
  }

  /** The result of one task. */
  double of(DigitTask task) {
    return values.get(task);
  }

  private static double score(DigitTask task, float[] z, DigitPairs test) {
    return switch (task.likelihood()) {
      case CATEGORICAL -> classAccuracy(z, test.classes(task));
      case BERNOULLI -> binaryAccuracy(z, test.values(task));
      case GAUSSIAN -> rootMeanSquare(z, test.values(task));
    };
  }

  private static double classAccuracy(float[] z, int[] classes) {
    int o = z.length / classes.length;
    int right = 0;
    for (int i = 0; i < classes.length; i++) {
      int best = 0;
      for (int r = 1; r < o; r++) {
        if (z[i * o + r] > z[i * o + best]) {
          best = r;
        }
      }
      right += best == classes[i] ? 1 : 0;
    }
    return (double) right / classes.length;
  }

  private static double binaryAccuracy(float[] z, float[] labels) {
    int right = 0;
    for (int i = 0; i < z.length; i++) {
      right += (z[i] > 0) == (labels[i] > 0) ? 1 : 0;
    }
    return (double) right / z.length;
  }

  private static double rootMeanSquare(float[] z, float[] labels) {
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      double error = z[i] - labels[i];
      sum += error * error;
    }
    return Math.sqrt(sum / z.length);
  }
}
