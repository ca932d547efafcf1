package org.bayesagg.integration;

import java.util.Random;
import org.bayesagg.client.Contribution;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.TaskInput;
import org.bayesagg.client.TaskOptions;

/** A session of three tasks and contributions to it, the same for the same numbers. */
final class RandomSteps {
  private static final int CLASSES = 3;

  private final int n;
  private final int d;

  RandomSteps(int n, int d) {
    this.n = n;
    this.d = d;
  }

  SessionOptions options() {
    return SessionOptions.builder(d)
        .task(TaskOptions.gaussian("size", 2))
        .task(TaskOptions.bernoulli("flag", 1))
        .task(TaskOptions.categorical("kind", CLASSES))
        .build();
  }

  Contribution.Builder step(String worker, long epoch, long step) {
    Random random = new Random(31 * (31L * worker.hashCode() + epoch) + step);
    float[] flags = new float[n];
    int[] kinds = new int[n];
    for (int i = 0; i < n; i++) {
      flags[i] = random.nextInt(2);
      kinds[i] = random.nextInt(CLASSES);
    }
    return Contribution.builder(worker, epoch, step)
        .features(normal(random, n * d, 1))
        .task(TaskInput.labels("size", normal(random, n * 2, 1), normal(random, 2 * (d + 1), 0.1)))
        .task(TaskInput.labels("flag", flags, normal(random, d + 1, 0.1)))
        .task(TaskInput.classes("kind", kinds, normal(random, CLASSES * (d + 1), 0.1)));
  }

  static float[] normal(Random random, int length, double scale) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }
}
