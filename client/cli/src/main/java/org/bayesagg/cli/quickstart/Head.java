package org.bayesagg.cli.quickstart;

import java.util.Arrays;
import java.util.Random;

/**
 * A task's last layer W [o, d + 1], bias last, with the loss of its kind: squared error, binary or
 * categorical cross-entropy. Not thread-safe.
 */
final class Head {
  private final DigitTask task;
  private final int features;
  private final Parameter weights;

  /**
   * Draws the weights from N(0, 1 / d). The bias is zero, but for a regression task the mean of its
   * training labels: a head that starts in the units of its target need not crawl there.
   */
  Head(DigitTask task, int features, float labelMean, Random random) {
    this.task = task;
    this.features = features;
    weights = new Parameter(task.outputs() * (features + 1));
    weights.fillGaussian(random, Math.sqrt(1.0 / features));
    for (int o = 0; o < task.outputs(); o++) {
      weights.values()[o * (features + 1) + features] = task.moreIsBetter() ? 0 : labelMean;
    }
  }

  DigitTask task() {
    return task;
  }

  /** W, row-major; shared with Adam. */
  Parameter weights() {
    return weights;
  }

  /** The outputs z = W [h; 1]: [n, o]. */
  float[] outputs(float[] h, int n) {
    int o = task.outputs();
    float[] z = new float[n * o];
    for (int i = 0; i < n; i++) {
      for (int r = 0; r < o; r++) {
        int row = r * (features + 1);
        float sum = weights.values()[row + features];
        for (int j = 0; j < features; j++) {
          sum += weights.values()[row + j] * h[i * features + j];
        }
        z[i * o + r] = sum;
      }
    }
    return z;
  }

  /** ∂loss/∂z of each example by itself, [n, o], from the outputs z. */
  float[] outputGradients(float[] z, DigitPairs labels) {
    return switch (task.likelihood()) {
      case GAUSSIAN -> squaredError(z, labels.values(task));
      case BERNOULLI -> binaryCrossEntropy(z, labels.values(task));
      case CATEGORICAL -> crossEntropy(z, labels.classes(task));
    };
  }

  /** Sets the gradient of W by the mean loss. */
  void backward(float[] h, float[] outputGradients, int n) {
    int o = task.outputs();
    Arrays.fill(weights.gradient(), 0);
    for (int i = 0; i < n; i++) {
      for (int r = 0; r < o; r++) {
        int row = r * (features + 1);
        float g = outputGradients[i * o + r] / n;
        for (int j = 0; j < features; j++) {
          weights.gradient()[row + j] += g * h[i * features + j];
        }
        weights.gradient()[row + features] += g;
      }
    }
  }

  /** Adds factor · ∂loss/∂h = factor · (∂loss/∂z) W to a direction [n, d]. */
  void addFeatureGradients(float[] outputGradients, float factor, float[] direction, int n) {
    int o = task.outputs();
    for (int i = 0; i < n; i++) {
      for (int r = 0; r < o; r++) {
        int row = r * (features + 1);
        float g = factor * outputGradients[i * o + r];
        for (int j = 0; j < features; j++) {
          direction[i * features + j] += g * weights.values()[row + j];
        }
      }
    }
  }

  private static float[] squaredError(float[] z, float[] labels) {
    float[] g = new float[z.length];
    for (int i = 0; i < g.length; i++) {
      g[i] = 2 * (z[i] - labels[i]);
    }
    return g;
  }

  private static float[] binaryCrossEntropy(float[] z, float[] labels) {
    float[] g = new float[z.length];
    for (int i = 0; i < g.length; i++) {
      g[i] = (float) (1 / (1 + Math.exp(-z[i]))) - labels[i];
    }
    return g;
  }

  private static float[] crossEntropy(float[] z, int[] classes) {
    int o = z.length / classes.length;
    float[] g = new float[z.length];
    for (int i = 0; i < classes.length; i++) {
      float largest = Float.NEGATIVE_INFINITY;
      for (int r = 0; r < o; r++) {
        largest = Math.max(largest, z[i * o + r]);
      }
      double total = 0;
      for (int r = 0; r < o; r++) {
        g[i * o + r] = (float) Math.exp(z[i * o + r] - largest);
        total += g[i * o + r];
      }
      for (int r = 0; r < o; r++) {
        g[i * o + r] = (float) (g[i * o + r] / total) - (r == classes[i] ? 1 : 0);
      }
    }
    return g;
  }
}
