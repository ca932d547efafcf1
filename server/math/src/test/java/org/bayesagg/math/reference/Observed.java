package org.bayesagg.math.reference;

import java.util.Arrays;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.TaskSpec;

/**
 * One shard's examples of one task, in double precision.
 *
 * @param features h [n][d]
 * @param labels [n][o], as numbers or class probabilities; at missing ones what came, or 0
 * @param weights [n]: the example's weight, 0 where the label is missing
 * @param head W [o][d + 1], bias last
 */
record Observed(double[][] features, double[][] labels, double[] weights, double[][] head) {

  static Observed of(Batch batch, int task, TaskSpec spec, Likelihood likelihood) {
    TaskBatch part = batch.tasks().get(task);
    int n = batch.examples();
    int d = batch.features().length / n;
    double[][] features = rows(batch.features(), n, d);
    double[][] head = rows(part.head(), spec.outputs(), d + 1);
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      weights[i] = part.labelled(i) ? batch.weight(i) : 0;
    }
    double[][] labels = new double[n][spec.outputs()];
    if (part.observation() instanceof Observation.Dense dense) {
      labels = finite(rows(dense.values(), n, spec.outputs()));
    } else if (part.observation() instanceof Observation.Classes classes) {
      for (int i = 0; i < n; i++) {
        labels[i][classes.values()[i]] = 1;
      }
    } else if (part.observation() instanceof Observation.OutputGradients gradients) {
      double[][] g = rows(gradients.values(), n, spec.outputs());
      for (int i = 0; i < n; i++) {
        labels[i] = likelihood.labelOf(logits(head, features[i]), g[i]);
      }
      finite(labels);
    }
    return new Observed(features, labels, weights, head);
  }

  /** The same examples at another head. */
  Observed at(double[][] otherHead) {
    return new Observed(features, labels, weights, otherHead);
  }

  int examples() {
    return features.length;
  }

  boolean labelled(int i) {
    return weights[i] > 0;
  }

  /** z of example {@code i} at the head, bias included: [o]. */
  double[] logits(int i) {
    return logits(head, features[i]);
  }

  /** x: the features, with a 1 after them if the posterior has a bias. */
  double[] input(int i, boolean bias) {
    double[] x = Arrays.copyOf(features[i], features[i].length + (bias ? 1 : 0));
    if (bias) {
      x[x.length - 1] = 1;
    }
    return x;
  }

  /** W [h; 1]. */
  static double[] logits(double[][] head, double[] h) {
    double[] extended = Arrays.copyOf(h, h.length + 1);
    extended[h.length] = 1;
    return LinearAlgebra.multiply(head, extended);
  }

  private static double[][] rows(float[] values, int rows, int columns) {
    double[][] result = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[i][j] = values[i * columns + j];
      }
    }
    return result;
  }

  private static double[][] finite(double[][] values) {
    for (double[] row : values) {
      for (int j = 0; j < row.length; j++) {
        row[j] = Double.isFinite(row[j]) ? row[j] : 0;
      }
    }
    return values;
  }
}
