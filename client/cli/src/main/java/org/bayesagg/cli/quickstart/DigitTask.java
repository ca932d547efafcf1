package org.bayesagg.cli.quickstart;

import org.bayesagg.client.Likelihood;

/** What the network learns about a pair of digits: four tasks of three kinds on one trunk. */
enum DigitTask {
  /** Which digit is on the left. */
  LEFT("left", "left digit", Likelihood.CATEGORICAL, 10),
  /** Which digit is on the right. */
  RIGHT("right", "right digit", Likelihood.CATEGORICAL, 10),
  /** Whether the left digit is the larger one. */
  LARGER("larger", "left > right", Likelihood.BERNOULLI, 1),
  /** The sum of both digits, 0 to 18, in its own units: its loss starts near 16, theirs at 2.3. */
  SUM("sum", "sum", Likelihood.GAUSSIAN, 1);

  private final String id;
  private final String label;
  private final Likelihood likelihood;
  private final int outputs;

  DigitTask(String id, String label, Likelihood likelihood, int outputs) {
    this.id = id;
    this.label = label;
    this.likelihood = likelihood;
    this.outputs = outputs;
  }

  /** The name on the wire and in files. */
  String id() {
    return id;
  }

  /** The name for people. */
  String label() {
    return label;
  }

  Likelihood likelihood() {
    return likelihood;
  }

  /** Rows of the head: classes of a categorical task. */
  int outputs() {
    return outputs;
  }

  /** Whether the test result is an accuracy (more is better) or an RMSE (less is better). */
  boolean moreIsBetter() {
    return likelihood != Likelihood.GAUSSIAN;
  }

  /** The unit of the test result. */
  String metric() {
    return moreIsBetter() ? "accuracy" : "RMSE";
  }
}
