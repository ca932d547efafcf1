package org.bayesagg.math.likelihood;

import java.util.Arrays;
import org.bayesagg.math.batch.Logits;
import org.bayesagg.math.linalg.Engine;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;

/**
 * {@link CategoricalMoments} of one example: the scratch of one thread, reused.
 *
 * <p>Cost with K contrasts, S points: S K² for the logits, K³ d for A, and for the variance the
 * cheaper association of coefᵀ (Φᵀ Φ) coef, Φ [S, K + K²].
 */
final class CategoricalExample implements AutoCloseable {
  /** Sums of K exponentials of less stay finite. */
  private static final double LARGEST_EXPONENT = 600;

  private final int k;
  private final int d;
  private final int p;
  private final int size;

  /** Cov(ω_k, ω_l)_i [K, K, d], or null where variances are not wanted. */
  private final double[] left;

  private final double[] contrasts;
  private final double[] factor;
  private final double[] mean;
  private final double[] coef;
  private final Engine engine;
  private final Workspace workspace;
  private double[] phi = new double[0];

  /** What came back from a product. */
  private double[] values = new double[0];

  private LogitPoints points;
  private final double[] odds;
  private final double[] deviation;
  private final double[] growth;
  private final double[] plus;
  private final double[] minus;
  private final double[] firstMoment;
  private final double[] squares;
  private final double[] row;
  private final double[] plain;
  private final double[] expected;
  private final double[] variance;

  CategoricalExample(Engine engine, int classes, int d, int p, double[] left) {
    this.engine = engine;
    this.workspace = new Workspace(engine);
    this.k = classes - 1;
    this.d = d;
    this.p = p;
    this.size = k + k * k;
    this.left = left;
    this.contrasts = new double[k * k * p];
    this.factor = new double[k * k];
    this.mean = new double[k];
    this.coef = new double[size * d];
    this.odds = new double[k];
    this.deviation = new double[k];
    this.growth = new double[k];
    this.plus = new double[k];
    this.minus = new double[k];
    this.firstMoment = new double[size];
    this.squares = new double[k * k];
    this.row = new double[d];
    this.plain = new double[d];
    this.expected = new double[d];
    this.variance = new double[d];
  }

  /** Cov(u_l, ω_k) [K, K, p]: to be filled in before {@link #evaluate}. */
  double[] contrasts() {
    return contrasts;
  }

  void evaluate(Centre centre, float[] weights, float[] labels, float[] features, int example) {
    coefficients(centre, weights, features, example);
    sample(labels, example * (k + 1));
    multiply(firstMoment, 0, size, expected);
    plainGradient(centre, labels, example * (k + 1));
    if (left != null) {
      centrePhi();
      variance();
    }
  }

  /** E[softmax] of one example into {@code to} [C] from {@code at}. */
  void predict(Centre centre, float[] weights, float[] features, int example, float[] to, int at) {
    coefficients(centre, weights, features, example);
    sample(new float[k + 1], 0);
    double last = 1;
    for (int a = 0; a < k; a++) {
      to[at + a] = (float) firstMoment[a];
      last -= firstMoment[a];
    }
    to[at + k] = (float) Math.max(0, last);
  }

  void write(int at, float[] toPlain, float[] toExpected, float[] toVariance) {
    for (int i = 0; i < d; i++) {
      toPlain[at + i] = (float) plain[i];
      toExpected[at + i] = (float) expected[i];
      if (toVariance != null) {
        toVariance[at + i] = (float) Math.max(0, variance[i]);
      }
    }
  }

  /**
   * ν, m, the points, the factor of Cov(u), and A = Cov(ω, u) L⁻ᵀ by forward substitution over u.
   */
  private void coefficients(Centre centre, float[] weights, float[] features, int example) {
    int stride = centre.stride();
    int offset = centre.offset();
    for (int a = 0; a < k; a++) {
      mean[a] = centre.logits()[example * (k + 1) + a] - centre.logits()[example * (k + 1) + k];
      for (int i = 0; i < d; i++) {
        coef[a * d + i] =
            (double) weights[offset + a * stride + i] - weights[offset + k * stride + i];
      }
      for (int b = 0; b < k; b++) {
        int at = (a * k + b) * p;
        double v = p > d ? contrasts[at + d] : 0;
        for (int i = 0; i < d; i++) {
          v += contrasts[at + i] * features[example * d + i];
        }
        factor[a * k + b] = v;
      }
    }
    for (int a = 0; a < k; a++) {
      odds[a] = Math.exp(Math.min(mean[a], LARGEST_EXPONENT));
    }
    choosePoints();
    SmallCholesky.factor(factor, k);
    for (int a = 0; a < k; a++) {
      for (int m = 0; m < k; m++) {
        int at = (k + a * k + m) * d;
        double pivot = factor[m * k + m];
        for (int i = 0; i < d; i++) {
          coef[at + i] = contrasts[(m * k + a) * p + i];
        }
        for (int j = 0; j < m; j++) {
          double l = factor[m * k + j];
          int known = (k + a * k + j) * d;
          for (int i = 0; i < d; i++) {
            coef[at + i] -= l * coef[known + i];
          }
        }
        double inverse = pivot == 0 ? 0 : 1 / pivot;
        for (int i = 0; i < d; i++) {
          coef[at + i] *= inverse;
        }
      }
    }
  }

  private void choosePoints() {
    points = LogitPoints.of(k, factor);
    if (left != null) {
      phi = large(phi, points.count() * size);
    }
  }

  private static double[] large(double[] array, int length) {
    return array.length < length ? new double[length] : array;
  }

  /**
   * E φ, and where variances are wanted Φ at every point and E[r rᵀ]. Points come in mirrored pairs
   * ±ε, so that one exponential serves both: exp(m − δ) = exp(m) / exp(δ).
   */
  private void sample(float[] labels, int labelsAt) {
    Arrays.fill(firstMoment, 0);
    Arrays.fill(squares, 0);
    int last = points.count() - 1;
    for (int s = 0; 2 * s <= last; s++) {
      boolean single = 2 * s == last; // the origin
      double weight = points.weights()[s];
      deviate(s);
      residuals(1, labels, labelsAt, plus);
      residuals(-1, labels, labelsAt, minus);
      for (int a = 0; a < k; a++) {
        firstMoment[a] += weight * (single ? plus[a] : plus[a] + minus[a]);
        double odd = weight * (plus[a] - minus[a]);
        for (int m = 0; m < k; m++) {
          firstMoment[k + a * k + m] += odd * points.values()[s * k + m];
        }
      }
      if (left != null) {
        keep(s, plus);
        if (!single) {
          keep(last - s, minus);
        }
      }
    }
  }

  /** δ = L ε of one point. */
  private void deviate(int s) {
    for (int a = 0; a < k; a++) {
      double sum = 0;
      for (int m = 0; m <= a; m++) {
        sum += factor[a * k + m] * points.values()[s * k + m];
      }
      deviation[a] = sum;
      growth[a] = Math.exp(Math.min(sum, LARGEST_EXPONENT));
    }
  }

  /** r at m ± δ; by exponentials of their own where those of a pair might overflow. */
  private void residuals(int sign, float[] labels, int labelsAt, double[] to) {
    boolean moderate = true;
    for (int a = 0; a < k; a++) {
      moderate &= Math.abs(mean[a]) + Math.abs(deviation[a]) < LARGEST_EXPONENT;
    }
    double sum = 1;
    if (moderate) {
      for (int a = 0; a < k; a++) {
        to[a] = sign > 0 ? odds[a] * growth[a] : odds[a] / growth[a];
        sum += to[a];
      }
    } else {
      double largest = 0;
      for (int a = 0; a < k; a++) {
        largest = Math.max(largest, mean[a] + sign * deviation[a]);
      }
      sum = Math.exp(-largest);
      for (int a = 0; a < k; a++) {
        to[a] = Math.exp(mean[a] + sign * deviation[a] - largest);
        sum += to[a];
      }
    }
    for (int a = 0; a < k; a++) {
      to[a] = to[a] / sum - labels[labelsAt + a];
    }
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

  private void plainGradient(Centre centre, float[] labels, int from) {
    double[] p0 = new double[k + 1];
    System.arraycopy(centre.logits(), from, p0, 0, k + 1);
    Logits.softmax(p0, 0, k + 1);
    Arrays.fill(plain, 0);
    for (int a = 0; a < k; a++) {
      double r = p0[a] - labels[from + a];
      for (int i = 0; i < d; i++) {
        plain[i] += r * coef[a * d + i];
      }
    }
  }

  /** φ − E φ. */
  private void centrePhi() {
    for (int s = 0; s < points.count(); s++) {
      for (int f = 0; f < size; f++) {
        phi[s * size + f] -= firstMoment[f];
      }
    }
  }

  private void variance() {
    remainder();
    int count = points.count();
    Matrix centred = workspace.matrix("phi", Precision.DOUBLE, count, size);
    centred.write(0, count, phi);
    // 2 S size d against 2 S size² + size² d.
    if ((long) count * d <= (long) count * size + (long) size * d / 2) {
      byPoint(centred, count);
    } else {
      byMoments(centred, count);
    }
  }

  /** Σ_s weight_s (φ_s coef_i)²: the gradient at every point. */
  private void byPoint(Matrix centred, int count) {
    Matrix right = workspace.matrix("coefficients", Precision.DOUBLE, size, d);
    right.write(0, size, coef);
    Matrix gradients = workspace.matrix("gradients", Precision.DOUBLE, count, d);
    engine.gemm(false, false, 1, centred, right, 0, gradients);
    values = large(values, count * d);
    gradients.read(0, count, values);
    for (int s = 0; s < count; s++) {
      double weight = points.weights()[s];
      for (int i = 0; i < d; i++) {
        double g = values[s * d + i];
        variance[i] += weight * g * g;
      }
    }
  }

  /** coef_iᵀ Cov(φ) coef_i. */
  private void byMoments(Matrix centred, int count) {
    for (int s = 0; s < count; s++) {
      for (int f = 0; f < size; f++) {
        phi[s * size + f] *= points.weights()[s];
      }
    }
    Matrix weighted = workspace.matrix("weighted phi", Precision.DOUBLE, count, size);
    weighted.write(0, count, phi);
    Matrix moments = workspace.matrix("phi moments", Precision.DOUBLE, size, size);
    engine.gemm(true, false, 1, weighted, centred, 0, moments);
    values = large(values, size * size);
    moments.read(0, size, values);
    for (int f = 0; f < size; f++) {
      for (int g = 0; g < f; g++) {
        values[f * size + g] *= 2;
      }
      multiply(values, f * size, f + 1, row);
      for (int i = 0; i < d; i++) {
        variance[i] += coef[f * d + i] * row[i];
      }
    }
  }

  /** Σ_kl R_kl,i E[r_k r_l], R = Cov(ω) − A Aᵀ. */
  private void remainder() {
    Arrays.fill(variance, 0);
    for (int a = 0; a < k; a++) {
      for (int b = 0; b < k; b++) {
        double rr = squares[a * k + b];
        int at = (a * k + b) * d;
        for (int i = 0; i < d; i++) {
          variance[i] += rr * left[at + i];
        }
        for (int m = 0; m < k; m++) {
          int am = (k + a * k + m) * d;
          int bm = (k + b * k + m) * d;
          for (int i = 0; i < d; i++) {
            variance[i] -= rr * coef[am + i] * coef[bm + i];
          }
        }
      }
    }
  }

  /** to_i = Σ_f factors[at + f] coef_f,i over the first {@code count} f. */
  private void multiply(double[] factors, int at, int count, double[] to) {
    Arrays.fill(to, 0);
    for (int f = 0; f < count; f++) {
      double value = factors[at + f];
      for (int i = 0; i < d; i++) {
        to[i] += value * coef[f * d + i];
      }
    }
  }

  @Override
  public void close() {
    workspace.close();
  }
}
