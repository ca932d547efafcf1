package org.bayesagg.faults.play;

import java.util.List;
import java.util.Random;
import org.bayesagg.client.Contribution;
import org.bayesagg.client.TaskInput;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;

/** The numbers of one contribution, for the client and for the maths. */
public final class PlayedStep {
  private static final int VALUES = SessionPlan.VALUES;
  private static final int CLASSES = SessionPlan.CLASSES;

  private final int examples;
  private final float[] features;
  private final float[] values;
  private final float[] valueHead;
  private final float[] flags;
  private final boolean[] flagged;
  private final float[] flagHead;
  private final int[] kinds;
  private final float[] kindHead;

  private PlayedStep(Random random, int n, int d) {
    examples = n;
    features = normal(random, n * d, 1);
    values = normal(random, n * VALUES, 1);
    valueHead = normal(random, VALUES * (d + 1), 0.2);
    flags = new float[n];
    flagged = new boolean[n];
    kinds = new int[n];
    for (int i = 0; i < n; i++) {
      flags[i] = random.nextInt(2);
      flagged[i] = i == 0 || random.nextInt(5) > 0;
      kinds[i] = random.nextInt(CLASSES);
    }
    flagHead = normal(random, d + 1, 0.2);
    kindHead = normal(random, CLASSES * (d + 1), 0.2);
  }

  static PlayedStep of(Random random, int examples, int featureDim) {
    return new PlayedStep(random, examples, featureDim);
  }

  private static float[] normal(Random random, int length, double scale) {
    float[] drawn = new float[length];
    for (int i = 0; i < length; i++) {
      drawn[i] = (float) (scale * random.nextGaussian());
    }
    return drawn;
  }

  /** As a worker sends it. */
  public Contribution contribution(String worker, Place place) {
    return Contribution.builder(worker, place.epoch(), place.step())
        .features(features)
        .task(TaskInput.labels("size", values, valueHead))
        .task(TaskInput.labels("flag", flags, flagHead).withMask(flagged))
        .task(TaskInput.classes("kind", kinds, kindHead))
        .build();
  }

  /** As the maths take it. */
  public Batch batch() {
    byte[] mask = new byte[examples];
    for (int i = 0; i < examples; i++) {
      mask[i] = (byte) (flagged[i] ? 1 : 0);
    }
    return new Batch(
        examples,
        features,
        List.of(
            new TaskBatch(new Observation.Dense(values), null, valueHead),
            new TaskBatch(new Observation.Dense(flags), mask, flagHead),
            new TaskBatch(new Observation.Classes(kinds), null, kindHead)),
        null);
  }
}
