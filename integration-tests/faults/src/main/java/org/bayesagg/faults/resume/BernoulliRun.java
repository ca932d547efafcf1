package org.bayesagg.faults.resume;

import java.util.Random;
import org.bayesagg.client.Contribution;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.TaskInput;
import org.bayesagg.client.TaskOptions;

/**
 * A run with much state: one Bernoulli task of many outputs.
 *
 * @param examples n
 * @param featureDim d
 * @param outputs o
 */
record BernoulliRun(int examples, int featureDim, int outputs) {
  static final String WORKER = "worker";

  SessionOptions options() {
    return SessionOptions.builder(featureDim)
        .task(TaskOptions.bernoulli("flags", outputs))
        .maxExamplesPerStep(examples)
        .build();
  }

  Contribution step(long step) {
    Random random = new Random(step);
    float[] features = new float[examples * featureDim];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    float[] labels = new float[examples * outputs];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(2);
    }
    float[] head = new float[outputs * (featureDim + 1)];
    for (int i = 0; i < head.length; i++) {
      head[i] = (float) (0.05 * random.nextGaussian());
    }
    return Contribution.builder(WORKER, 0, step)
        .features(features)
        .task(TaskInput.labels("flags", labels, head))
        .build();
  }
}
