package org.bayesagg.math.likelihood;

import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.step.TaskData;

/**
 * A task's observation model: its loss, the evidence of labelled examples and the moments of its
 * gradients. One implementation a kind; a new task type is one new implementation.
 *
 * <p>Notation: N examples, o outputs, z [N, o] logits, y [N, o] labels, u [N] weights (0: no
 * label). Stateless and thread-safe.
 */
public interface Likelihood {

  /** The implementation of a kind. */
  static Likelihood of(LikelihoodKind kind) {
    return switch (kind) {
      case GAUSSIAN -> new Gaussian();
      case BERNOULLI -> new Bernoulli();
      case CATEGORICAL -> new Categorical();
    };
  }

  /**
   * Loss of one example's row at the logits in {@code task}.
   *
   * @param row below the task's rows
   */
  double loss(TaskData task, int example, int row);

  /**
   * ∂loss/∂z of one example into {@code to} [o], at its logits {@code z} from {@code from}.
   *
   * @param z [N, o] logits; not modified
   * @param from index of the example's first logit and label
   */
  void residual(double[] z, float[] labels, int from, double[] to);

  /** The evidence of the task's labelled examples at its logits; see {@link Curvature}. */
  Curvature curvature(TaskData task);

  /**
   * Moments of the gradients of the rows that belong to one block of the precision.
   *
   * <p>Blocks: Gaussian one for all rows, Bernoulli one a row, categorical one for the task
   * whatever its structure. Cost: one product of the inputs with the covariance, then O(d) a row
   * and example when evaluated (categorical: at once, see {@link Categorical}).
   *
   * @return one for each row of the block
   */
  RowMoments[] moments(MomentContext context, int block);

  /**
   * Predictions of every example under the posterior.
   *
   * @param mean [N, o]: mean of the label, or its probability by output or class
   * @param variance [N, o]: variance of the label with its noise (Gaussian), of the logit (others)
   */
  void predict(MomentContext context, float[] mean, float[] variance);
}
