package org.bayesagg.faults.abuse;

import java.util.List;
import java.util.Random;
import org.bayesagg.client.Contribution;
import org.bayesagg.client.TaskInput;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;

/** The numbers of a step, for the client and for the maths. */
final class WorkerBatch {
  static final String TASK = "size";

  private final WorkerShape shape;
  private final float[] features;
  private final float[] labels;
  private final float[] head;

  WorkerBatch(WorkerShape shape, Random random) {
    this.shape = shape;
    features = normal(shape.examples() * shape.featureDim(), 1, random);
    labels = normal(shape.examples() * shape.outputs(), 1, random);
    head = normal(shape.outputs() * (shape.featureDim() + 1), 0.1, random);
  }

  static float[] normal(int count, double scale, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  /** As a worker sends it. */
  Contribution contribution(String worker, long epoch, long step) {
    return Contribution.builder(worker, epoch, step)
        .features(features)
        .task(TaskInput.labels(TASK, labels, head))
        .build();
  }

  /** As the maths take it. */
  Batch batch() {
    return new Batch(
        shape.examples(),
        features,
        List.of(new TaskBatch(new Observation.Dense(labels), null, head)),
        null);
  }
}
