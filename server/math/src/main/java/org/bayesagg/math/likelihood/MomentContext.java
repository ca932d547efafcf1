package org.bayesagg.math.likelihood;

import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Covariance;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/**
 * What gradient moments and predictions are made from.
 *
 * @param step the step
 * @param task the task's part of it
 * @param posterior its posterior
 * @param rowScale [rows] multiplies a Gaussian row's covariance: its noise variance where that
 *     comes from the loss, else 1
 * @param variance whether variances are wanted too
 * @param algebra where products run
 * @param workspace of the calling thread
 * @param kept of the moments themselves: they are read after others have used the thread's
 */
public record MomentContext(
    StepData step,
    TaskData task,
    Posterior posterior,
    double[] rowScale,
    boolean variance,
    Algebra algebra,
    Workspace workspace,
    Workspace kept) {

  /** A task's posterior as moments see it. */
  public interface Posterior {
    /** The covariance of one block of the precision; valid until the next is asked for. */
    Covariance covariance(int block);

    /**
     * The centre of the outputs from {@code first}; their blocks' covariances must have been asked
     * for before, since the mean is worked out with them.
     */
    Centre centre(int first, int outputs);
  }
}
