package org.bayesagg.cli.quickstart;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The multi-task network: one trunk and a head for each task.
 *
 * @param trunk pixels to features
 * @param heads features to outputs, in the order of the tasks
 */
record Network(Trunk trunk, List<Head> heads) {

  /** A fresh network; the same seed gives the same weights. */
  static Network create(TrainingSettings settings, DigitPairs train, long seed) {
    Random random = new Random(seed);
    Trunk trunk = new Trunk(DigitPairs.WIDTH, settings.hidden(), settings.features(), random);
    return new Network(
        trunk,
        Arrays.stream(DigitTask.values())
            .map(task -> new Head(task, settings.features(), labelMean(task, train), random))
            .toList());
  }

  /** The head of a task. */
  Head head(DigitTask task) {
    return heads.stream().filter(head -> head.task() == task).findFirst().orElseThrow();
  }

  private static float labelMean(DigitTask task, DigitPairs train) {
    if (task.moreIsBetter()) {
      return 0;
    }
    double sum = 0;
    for (float label : train.values(task)) {
      sum += label;
    }
    return (float) (sum / train.count());
  }
}
