package org.bayesagg.cli.quickstart;

import java.util.List;

/**
 * What all ways of training have in common.
 *
 * @param epochs passes over the training pairs
 * @param trainPairs pairs drawn for training, a multiple of the batch size
 * @param testPairs pairs drawn for testing
 * @param batchSize examples of a step
 * @param hidden widths of the hidden layers
 * @param features d, the width of the features
 * @param learningRate Adam's, of trunk and heads; falls to zero along a cosine
 */
record TrainingSettings(
    int epochs,
    int trainPairs,
    int testPairs,
    int batchSize,
    List<Integer> hidden,
    int features,
    double learningRate) {

  TrainingSettings {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs " + epochs + ": at least 1");
    }
    hidden = List.copyOf(hidden);
  }

  /** The settings of the quickstart. */
  static TrainingSettings standard(int epochs) {
    return new TrainingSettings(epochs, 4096, 2048, 128, List.of(128), 32, 5e-3);
  }

  /** Steps of an epoch. */
  int stepsPerEpoch() {
    return trainPairs / batchSize;
  }

  /** Steps of a whole run. */
  int steps() {
    return epochs * stepsPerEpoch();
  }

  /** The learning rate of a step. */
  double rate(int step) {
    return learningRate * 0.5 * (1 + Math.cos(Math.PI * step / steps()));
  }
}
