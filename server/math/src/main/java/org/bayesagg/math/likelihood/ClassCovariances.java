package org.bayesagg.math.likelihood;

import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.step.StepData;

/**
 * The posterior covariance of a categorical task as its moments need it: by contrasts of classes.
 *
 * <p>The softmax sees only differences of logits, and its gradients sum to 0 over the classes. So
 * everything is said in the K = C − 1 contrasts with the last class: u_k = z_k − z_K and ω_k = w_k
 * − w_K. With cov(a, b) = Cov(z_a, w_b): Cov(u_l, ω_k) = cov(l, k) − cov(l, K) − cov(K, k) + cov(K,
 * K).
 */
final class ClassCovariances {
  private final StepData step;
  private final int classes;
  private final int p;
  private final boolean coupled;
  private final MomentContext context;

  /** Rows of Σ by class [p, C p], or of each class's block [p, p]. */
  private final Matrix[] blocks;

  /**
   * By class pair [C, C, d] where coupled, [C, d] otherwise; null where variances are not wanted.
   */
  private final double[] diagonals;

  private ClassCovariances(MomentContext context, Matrix[] blocks, double[] diagonals) {
    this.context = context;
    this.step = context.step();
    this.classes = context.task().spec().outputs();
    this.p = context.task().spec().weights(step.featureDim());
    this.coupled = context.task().spec().structure() == PrecisionStructure.FULL;
    this.blocks = blocks;
    this.diagonals = diagonals;
  }

  static ClassCovariances of(MomentContext context) {
    int classes = context.task().spec().outputs();
    int d = context.step().featureDim();
    int p = context.task().spec().weights(d);
    Matrix[] blocks = new Matrix[classes];
    if (context.task().spec().structure() == PrecisionStructure.FULL) {
      Matrix sigma = context.posterior().covariance(0).explicit();
      for (int a = 0; a < classes; a++) {
        blocks[a] = sigma.view(a * p, 0, p, classes * p);
      }
      double[] pairs = context.variance() ? pairDiagonals(sigma, classes, p, d) : null;
      return new ClassCovariances(context, blocks, pairs);
    }
    double[] diagonals = context.variance() ? new double[classes * d] : null;
    for (int a = 0; a < classes; a++) {
      Covariance block = context.posterior().covariance(a);
      if (diagonals != null) {
        System.arraycopy(block.diagonal(), 0, diagonals, a * d, d);
      }
      blocks[a] =
          context
              .workspace()
              .matrix("class products " + a, Precision.DOUBLE, context.step().examples(), p);
      context.engine().copy(block.products(), blocks[a]);
    }
    return new ClassCovariances(context, blocks, diagonals);
  }

  /** Σ_(a,i),(b,i) as [C, C, d]. */
  private static double[] pairDiagonals(Matrix sigma, int classes, int p, int d) {
    double[] pairs = new double[classes * classes * d];
    double[] row = new double[classes * p];
    for (int a = 0; a < classes; a++) {
      for (int i = 0; i < d; i++) {
        sigma.read(a * p + i, 1, row);
        for (int b = 0; b < classes; b++) {
          pairs[(a * classes + b) * d + i] = row[b * p + i];
        }
      }
    }
    return pairs;
  }

  /** Examples that are worked on together: their products stay within 32 MB. */
  int tile() {
    long each = coupled ? (long) classes * classes * p : (long) classes * p;
    return (int) Math.max(1, Math.min(step.examples(), (4L << 20) / each));
  }

  /**
   * cov(a, ·) of {@code count} examples from {@code first}: by class [count, C p] where coupled,
   * [count, p] otherwise.
   */
  double[][] products(int first, int count) {
    double[][] products = new double[classes][];
    for (int a = 0; a < classes; a++) {
      if (coupled) {
        Matrix result =
            context.workspace().matrix("class products", Precision.DOUBLE, count, classes * p);
        Matrix inputs = step.inputs(p, Precision.DOUBLE).view(first, 0, count, p);
        context.engine().gemm(false, false, 1, inputs, blocks[a], 0, result);
        products[a] = new double[count * classes * p];
        result.read(0, count, products[a]);
      } else {
        products[a] = new double[count * p];
        blocks[a].read(first, count, products[a]);
      }
    }
    return products;
  }

  /** Cov(u_l, ω_k) [K, K, p] of one example of the products. */
  void contrasts(double[][] products, int index, double[] to) {
    int k1 = classes - 1;
    for (int l = 0; l < k1; l++) {
      for (int k = 0; k < k1; k++) {
        int at = (l * k1 + k) * p;
        for (int i = 0; i < p; i++) {
          double value;
          if (coupled) {
            int row = index * classes * p;
            value =
                products[l][row + k * p + i]
                    - products[l][row + k1 * p + i]
                    - products[k1][row + k * p + i]
                    + products[k1][row + k1 * p + i];
          } else {
            value = products[k1][index * p + i] + (l == k ? products[l][index * p + i] : 0);
          }
          to[at + i] = value;
        }
      }
    }
  }

  /** Cov(ω_k, ω_l)_i as [K, K, d]; the caller's own. Variances must have been asked for. */
  double[] contrastDiagonals() {
    int k1 = classes - 1;
    int d = step.featureDim();
    double[] result = new double[k1 * k1 * d];
    for (int l = 0; l < k1; l++) {
      for (int k = 0; k < k1; k++) {
        for (int i = 0; i < d; i++) {
          double value;
          if (coupled) {
            value = pair(l, k, i) - pair(l, k1, i) - pair(k1, k, i) + pair(k1, k1, i);
          } else {
            value = diagonals[k1 * d + i] + (l == k ? diagonals[l * d + i] : 0);
          }
          result[(l * k1 + k) * d + i] = value;
        }
      }
    }
    return result;
  }

  private double pair(int a, int b, int i) {
    return diagonals[(a * classes + b) * step.featureDim() + i];
  }

  /** Var(z_a) of one example of the products. */
  double logitVariance(double[][] products, int index, int example, int a) {
    int at = coupled ? index * classes * p + a * p : index * p;
    int d = step.featureDim();
    double sum = p > d ? products[a][at + d] : 0;
    for (int i = 0; i < d; i++) {
      sum += products[a][at + i] * step.features()[example * d + i];
    }
    return Math.max(0, sum);
  }
}
