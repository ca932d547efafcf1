package org.bayesagg.math.scenario;

import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;

/** What a head predicts: numbers, or probabilities. */
public final class Predictions {
  private Predictions() {}

  /** [n · o] for every example of a batch. */
  public static double[] of(TaskSpec task, Batch batch, float[] head) {
    return of(task, batch.features(), batch.examples(), head);
  }

  static double[] of(TaskSpec task, float[] features, int n, float[] head) {
    int d = features.length / n;
    int o = task.outputs();
    double[] all = new double[n * o];
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int r = 0; r < o; r++) {
        double z = head[r * (d + 1) + d];
        for (int k = 0; k < d; k++) {
          z += (double) head[r * (d + 1) + k] * features[i * d + k];
        }
        all[i * o + r] =
            switch (task.likelihood()) {
              case GAUSSIAN -> z;
              case BERNOULLI -> 1 / (1 + Math.exp(-z));
              case CATEGORICAL -> Math.exp(z);
            };
        sum += all[i * o + r];
      }
      for (int r = 0; task.likelihood() == LikelihoodKind.CATEGORICAL && r < o; r++) {
        all[i * o + r] /= sum;
      }
    }
    return all;
  }
}
