package org.bayesagg.client;

import java.util.List;

/**
 * One task's part of an answer; what was not asked for is null, 0 or empty. Rows: o for Gaussian
 * and Bernoulli tasks, 1 for categorical ones.
 *
 * @param task its name
 * @param gradientMean mean gradient [n, rows, d], before the expectation gain
 * @param gradientVariance its variance [n, rows, d], before pooling, floor and exponent
 * @param posteriorMean mean of the batch posterior [o, p], double; p is d, plus 1 with a bias
 * @param weightShare the task's part of the sum of all weights, 0 to 1
 * @param runningLoss running mean loss of each row; empty before the first label
 */
public record TaskAnswer(
    String task,
    DenseArray gradientMean,
    DenseArray gradientVariance,
    DenseArray posteriorMean,
    double weightShare,
    List<Double> runningLoss) {

  /** Copies the list. */
  public TaskAnswer {
    runningLoss = List.copyOf(runningLoss);
  }
}
