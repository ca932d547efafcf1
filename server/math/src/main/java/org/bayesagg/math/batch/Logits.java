package org.bayesagg.math.batch;

import org.bayesagg.math.spec.LikelihoodKind;

/** A head's predictions for single examples. */
public final class Logits {
  private Logits() {}

  /** z = W [h_i; 1] into {@code to} [o]; features [n, d], head [o, d + 1]. Cost o d. */
  public static void at(float[] features, float[] head, int example, int d, double[] to) {
    for (int k = 0; k < to.length; k++) {
      int row = k * (d + 1);
      double z = head[row + d];
      for (int j = 0; j < d; j++) {
        z += (double) head[row + j] * features[example * d + j];
      }
      to[k] = z;
    }
  }

  /** In place: logits become the prediction that the label is compared with. */
  public static void toPredictions(LikelihoodKind likelihood, double[] logits) {
    switch (likelihood) {
      case GAUSSIAN -> {}
      case BERNOULLI -> {
        for (int k = 0; k < logits.length; k++) {
          logits[k] = sigmoid(logits[k]);
        }
      }
      case CATEGORICAL -> softmax(logits, 0, logits.length);
    }
  }

  /** 1 / (1 + exp(−z)), without overflow. */
  public static double sigmoid(double z) {
    if (z >= 0) {
      return 1 / (1 + Math.exp(-z));
    }
    double e = Math.exp(z);
    return e / (1 + e);
  }

  /** In place softmax of {@code count} values from {@code start}; returns log Σ exp of them. */
  public static double softmax(double[] values, int start, int count) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = start; k < start + count; k++) {
      largest = Math.max(largest, values[k]);
    }
    double sum = 0;
    for (int k = start; k < start + count; k++) {
      values[k] = Math.exp(values[k] - largest);
      sum += values[k];
    }
    for (int k = start; k < start + count; k++) {
      values[k] /= sum;
    }
    return largest + Math.log(sum);
  }
}
