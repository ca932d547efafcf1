package org.bayesagg.math;

import org.bayesagg.math.aggregation.MomentOutput;
import org.bayesagg.math.step.StepData;
import org.bayesagg.math.step.TaskData;

/** Gradient moments as a caller asked for them: by shard and task, [n, rows, d]. */
final class StepMoments implements MomentOutput {
  private final StepData step;
  private final float[][][] means;
  private final float[][][] variances;

  StepMoments(StepData step) {
    this.step = step;
    this.means = new float[step.shards()][step.tasks().length][];
    this.variances = new float[step.shards()][step.tasks().length][];
    for (int s = 0; s < step.shards(); s++) {
      int examples = step.shardStart()[s + 1] - step.shardStart()[s];
      for (int t = 0; t < step.tasks().length; t++) {
        TaskData data = step.tasks()[t];
        if (data != null && data.heads()[s] != null) {
          int size = Math.multiplyExact(examples * data.spec().rows(), step.featureDim());
          means[s][t] = new float[size];
          variances[s][t] = new float[size];
        }
      }
    }
  }

  @Override
  public void take(int task, int row, int example, float[] mean, float[] variance) {
    int shard = step.shardOf(example);
    int rows = step.tasks()[task].spec().rows();
    int d = step.featureDim();
    int at = ((example - step.shardStart()[shard]) * rows + row) * d;
    System.arraycopy(mean, 0, means[shard][task], at, d);
    System.arraycopy(variance, 0, variances[shard][task], at, d);
  }

  float[][] means(int shard) {
    return means[shard];
  }

  float[][] variances(int shard) {
    return variances[shard];
  }
}
