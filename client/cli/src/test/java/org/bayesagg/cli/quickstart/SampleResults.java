package org.bayesagg.cli.quickstart;

import java.util.List;
import java.util.Map;

/** Made-up results for tests of what is shown. */
final class SampleResults {
  private SampleResults() {}

  /** Two seeds of two epochs of every way. */
  static Results twoSeeds() {
    Results results = new Results();
    results.add(Way.SINGLE, run(0.95, 0.96, 0.90, 2.0));
    results.add(Way.SINGLE, run(0.97, 0.96, 0.90, 1.0));
    results.add(Way.MEAN, run(0.855, 0.96, 0.90, 2.0));
    results.add(Way.MEAN, run(0.97, 0.96, 0.90, 1.1));
    results.add(Way.ROBUST, run(0.96, 0.97, 0.93, 1.5));
    results.add(Way.ROBUST, run(0.96, 0.97, 0.93, 0.9));
    results.add(Way.PAPER, run(0.9, 0.9, 0.8, 1.75));
    results.add(Way.PAPER, run(0.9, 0.9, 0.8, 1.25));
    return results;
  }

  static RunResult run(double left, double right, double larger, double sum) {
    return new RunResult(
        List.of(
            result(0.1, 0.1, 0.5, 5),
            result(left - 0.2, right - 0.1, larger - 0.3, sum + 1),
            result(left, right, larger, sum)),
        123.4);
  }

  static TestResult result(double left, double right, double larger, double sum) {
    return new TestResult(
        Map.of(
            DigitTask.LEFT, left,
            DigitTask.RIGHT, right,
            DigitTask.LARGER, larger,
            DigitTask.SUM, sum));
  }
}
