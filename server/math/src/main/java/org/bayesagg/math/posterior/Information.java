package org.bayesagg.math.posterior;

import org.bayesagg.math.likelihood.Curvature;
import org.bayesagg.math.likelihood.Helmert;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** Information vectors η of a step's examples. */
final class Information {
  private Information() {}

  /**
   * η [o, p] = keep · η + Σ pull ⊗ x, in contrasts where coupled; for a diagonal precision keep · η
   * + D∘w − Σ slope ⊗ x, D being this step's alone, shard by shard at its head.
   */
  static void add(
      Algebra algebra,
      StepData step,
      TaskData task,
      Curvature curvature,
      float[][] heads,
      PrecisionShape shape,
      double keep,
      double[] information,
      Workspace workspace) {
    int o = shape.coupled() ? shape.contrasts() : task.spec().outputs();
    int p = task.spec().weights(step.featureDim());
    int n = step.examples();
    Matrix factors = workspace.matrix("information factors", Precision.DOUBLE, n, o);
    factors.write(
        0,
        n,
        shape.coupled()
            ? contrasts(curvature, n)
            : shape.diagonal() ? curvature.slope() : curvature.pull());
    Matrix sum = workspace.matrix("information", Precision.DOUBLE, o, p);
    double sign = shape.diagonal() ? -1 : 1;
    algebra.wideSum(sign, factors, step.inputs(p, Precision.SINGLE), sum);
    double[] added = new double[o * p];
    sum.read(0, o, added);
    if (shape.diagonal()) {
      addAtHeads(step, task, curvature, heads, shape, added);
    }
    for (int j = 0; j < added.length; j++) {
      information[j] = keep * information[j] + added[j];
    }
  }

  /** B pull of every example [N, K]; the caller's own. */
  static double[] contrasts(Curvature curvature, int n) {
    int classes = curvature.omega().length;
    Helmert helmert = Helmert.of(classes);
    double[] contrasts = new double[n * (classes - 1)];
    for (int i = 0; i < n; i++) {
      helmert.apply(curvature.pull(), i * classes, contrasts, i * (classes - 1));
    }
    return contrasts;
  }

  private static void addAtHeads(
      StepData step,
      TaskData task,
      Curvature curvature,
      float[][] heads,
      PrecisionShape shape,
      double[] to) {
    int d = step.featureDim();
    int p = shape.size();
    for (int s = 0; s < step.shards(); s++) {
      if (heads[s] == null) {
        continue;
      }
      for (int k = 0; k < task.spec().outputs(); k++) {
        double[] omega = curvature.omega()[shape.blocks() == 1 ? 0 : k];
        for (int i = step.shardStart()[s]; i < step.shardStart()[s + 1]; i++) {
          for (int j = 0; omega[i] > 0 && j < p; j++) {
            double x = j == d ? 1 : step.features()[i * d + j];
            to[k * p + j] += omega[i] * x * x * heads[s][k * (d + 1) + j];
          }
        }
      }
    }
  }
}
