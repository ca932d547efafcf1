package org.bayesagg.cli.quickstart;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The gradient of the summed mean losses of some tasks, computed here: (1/n) Σ_tasks ∂loss/∂h. With
 * all tasks it is what training does without any aggregation; with one, it is single-task training.
 */
final class MeanDirection implements DirectionSource {
  private final Set<DigitTask> tasks;

  MeanDirection(Set<DigitTask> tasks) {
    this.tasks = Set.copyOf(tasks);
  }

  @Override
  public CompletableFuture<float[]> direction(Step step) {
    float[] direction = new float[step.features().length];
    List<Head> heads = step.heads();
    for (int i = 0; i < heads.size(); i++) {
      if (tasks.contains(heads.get(i).task())) {
        heads
            .get(i)
            .addFeatureGradients(
                step.outputGradients().get(i), 1f / step.examples(), direction, step.examples());
      }
    }
    return CompletableFuture.completedFuture(direction);
  }

  @Override
  public void finishEpoch(int epoch) {}

  @Override
  public void close() {}
}
