package org.bayesagg.math.reference;

/**
 * One shard's gradients, every array over all rows of all tasks.
 *
 * @param labelled [n][rows]
 * @param weights the examples' weights [n]
 * @param plain ∂loss/∂h at the head that came [n][rows][d]
 * @param mean E[g] [n][rows][d]; null in warm-up
 * @param variance Var[g] [n][rows][d]; null in warm-up
 * @param direction the gradients to be weighed [n][rows][d]
 */
record RowGradients(
    boolean[][] labelled,
    double[] weights,
    double[][][] plain,
    double[][][] mean,
    double[][][] variance,
    double[][][] direction) {

  static RowGradients empty(int examples, int rows, int featureDim, boolean bayesian) {
    return new RowGradients(
        new boolean[examples][rows],
        new double[examples],
        new double[examples][rows][featureDim],
        bayesian ? new double[examples][rows][featureDim] : null,
        bayesian ? new double[examples][rows][featureDim] : null,
        new double[examples][rows][featureDim]);
  }

  int examples() {
    return weights.length;
  }
}
