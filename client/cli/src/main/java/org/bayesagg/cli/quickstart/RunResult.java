package org.bayesagg.cli.quickstart;

import java.util.List;

/**
 * What came of one training run.
 *
 * @param curve test results before training and after every epoch
 * @param stepsPerSecond training steps a second, test passes not counted
 */
record RunResult(List<TestResult> curve, double stepsPerSecond) {
  RunResult {
    curve = List.copyOf(curve);
  }

  /** The last test result. */
  TestResult last() {
    return curve.get(curve.size() - 1);
  }
}
