package org.bayesagg.math.likelihood;

import java.util.Arrays;
import org.bayesagg.math.batch.Logits;

/**
 * Expectations over a categorical example's logits z = m + BᵀL ε: of φ = [r, r ⊗ ε] with r = B
 * (softmax z − y), and of r rᵀ. The scratch of one thread.
 */
final class LogitSamples {
  /** Beyond it an exponential and its inverse may leave the range of float64 in a product. */
  private static final double MODERATE = 300;

  private final Helmert helmert;
  private final boolean keepPoints;
  private final int k;
  private final int classes;
  private final int size;
  private final double[] spread;
  private final double[] odds;
  private final double[] deviation;
  private final double[] growth;
  private final double[] residual;
  private final double[] plus;
  private final double[] minus;
  private final double[] plain;
  private final double[] mean;
  private final double[] squares;
  private LogitPoints points;
  private double[] phi = new double[0];

  LogitSamples(Helmert helmert, boolean keepPoints) {
    this.helmert = helmert;
    this.keepPoints = keepPoints;
    this.k = helmert.contrasts();
    this.classes = k + 1;
    this.size = k + k * k;
    this.spread = new double[classes * k];
    this.odds = new double[classes];
    this.deviation = new double[classes];
    this.growth = new double[classes];
    this.residual = new double[classes];
    this.plus = new double[k];
    this.minus = new double[k];
    this.plain = new double[k];
    this.mean = new double[size];
    this.squares = new double[k * k];
  }

  /** The points used; weights by point. */
  LogitPoints points() {
    return points;
  }

  /** E φ [K + K²]; not to be modified. */
  double[] mean() {
    return mean;
  }

  /** r at the centre [K]; not to be modified. */
  double[] plain() {
    return plain;
  }

  /** E[r rᵀ] [K, K]; not to be modified. */
  double[] squares() {
    return squares;
  }

  /** φ at every point [S, K + K²]; not to be modified. */
  double[] phi() {
    return phi;
  }

  /**
   * Takes all expectations.
   *
   * @param logits m [C] at {@code at}
   * @param labels y [C] at {@code at}
   * @param covariance Cov(u) [K, K], u = B z
   * @param factor L of it
   */
  void take(double[] logits, float[] labels, int at, double[] covariance, double[] factor) {
    points = choose(covariance);
    spread(factor);
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, logits[at + c]);
    }
    for (int c = 0; c < classes; c++) {
      odds[c] = Math.exp(logits[at + c] - largest);
    }
    Arrays.fill(mean, 0);
    Arrays.fill(squares, 0);
    if (keepPoints && phi.length < points.count() * size) {
      phi = new double[points.count() * size];
    }
    int last = points.count() - 1;
    for (int s = 0; 2 * s <= last; s++) {
      pair(s, last, logits, labels, at);
    }
    System.arraycopy(logits, at, residual, 0, classes);
    Logits.softmax(residual, 0, classes);
    subtract(labels, at, plain);
  }

  /** The rule that suits these deviations: of differences between classes, and of any direction. */
  private LogitPoints choose(double[] covariance) {
    double largest = 0;
    double widest = 0;
    for (int c = 0; c < classes; c++) {
      double own = 0;
      for (int l = 0; l < k; l++) {
        for (int m = 0; m < k; m++) {
          own += helmert.get(l, c) * helmert.get(m, c) * covariance[l * k + m];
        }
      }
      largest = Math.max(largest, own);
    }
    for (int l = 0; l < k; l++) {
      double sum = 0;
      for (int m = 0; m < k; m++) {
        sum += Math.abs(covariance[l * k + m]);
      }
      widest = Math.max(widest, sum);
    }
    double difference = Math.sqrt(2 * Math.max(0, largest) * classes / k);
    return LogitPoints.of(k, difference, Math.sqrt(2 * widest));
  }

  /** BᵀL [C, K]. */
  private void spread(double[] factor) {
    for (int c = 0; c < classes; c++) {
      for (int m = 0; m < k; m++) {
        double sum = 0;
        for (int l = Math.max(m, c - 1); l < k; l++) {
          sum += helmert.get(l, c) * factor[l * k + m];
        }
        spread[c * k + m] = sum;
      }
    }
  }

  /**
   * Points come in mirrored pairs ±ε, so that one exponential serves both: exp(m − δ) = exp(m) /
   * exp(δ).
   */
  private void pair(int s, int last, double[] logits, float[] labels, int at) {
    boolean single = 2 * s == last; // the origin
    double weight = points.weights()[s];
    boolean moderate = true;
    for (int c = 0; c < classes; c++) {
      double sum = 0;
      for (int m = 0; m < k; m++) {
        sum += spread[c * k + m] * points.values()[s * k + m];
      }
      deviation[c] = sum;
      moderate &= Math.abs(sum) < MODERATE;
    }
    for (int c = 0; moderate && c < classes; c++) {
      growth[c] = Math.exp(deviation[c]);
    }
    residuals(1, moderate, logits, labels, at, plus);
    residuals(-1, moderate, logits, labels, at, minus);
    for (int a = 0; a < k; a++) {
      mean[a] += weight * (single ? plus[a] : plus[a] + minus[a]);
      double odd = weight * (plus[a] - minus[a]);
      for (int m = 0; m < k; m++) {
        mean[k + a * k + m] += odd * points.values()[s * k + m];
      }
    }
    if (keepPoints) {
      keep(s, plus);
      if (!single) {
        keep(last - s, minus);
      }
    }
  }

  /** r at m ± δ; by exponentials of their own where those of a pair might overflow. */
  private void residuals(
      int sign, boolean moderate, double[] logits, float[] labels, int at, double[] to) {
    double sum = 0;
    if (moderate) {
      for (int c = 0; c < classes; c++) {
        residual[c] = sign > 0 ? odds[c] * growth[c] : odds[c] / growth[c];
        sum += residual[c];
      }
      for (int c = 0; c < classes; c++) {
        residual[c] /= sum;
      }
    } else {
      for (int c = 0; c < classes; c++) {
        residual[c] = logits[at + c] + sign * deviation[c];
      }
      Logits.softmax(residual, 0, classes);
    }
    subtract(labels, at, to);
  }

  private void subtract(float[] labels, int at, double[] to) {
    for (int c = 0; c < classes; c++) {
      residual[c] -= labels[at + c];
    }
    helmert.apply(residual, 0, to, 0);
  }

  /** Keeps φ of one point, and counts its r rᵀ. */
  private void keep(int s, double[] r) {
    int at = s * size;
    double weight = points.weights()[s];
    for (int a = 0; a < k; a++) {
      phi[at + a] = r[a];
      for (int m = 0; m < k; m++) {
        phi[at + k + a * k + m] = r[a] * points.values()[s * k + m];
        squares[a * k + m] += weight * r[a] * r[m];
      }
    }
  }

  /** E[softmax] = 1/C + Bᵀ E r for labels of 0, into {@code to} [C] from {@code at}. */
  void probabilities(float[] to, int at) {
    for (int c = 0; c < classes; c++) {
      double sum = 1.0 / classes;
      for (int l = 0; l < k; l++) {
        sum += helmert.get(l, c) * mean[l];
      }
      to[at + c] = (float) Math.max(0, sum);
    }
  }
}
