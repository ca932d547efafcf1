package org.bayesagg.cli.quickstart;

import java.util.Random;

/** The pairs of one seed: the same for every way. */
record DigitData(DigitPairs train, DigitPairs test) {

  /** Splits the images, then draws training and test pairs, each from its own images. */
  static DigitData of(DigitImages images, TrainingSettings settings, long seed) {
    Random random = new Random(seed);
    DigitSplit split = DigitSplit.of(images.count(), random);
    return new DigitData(
        DigitPairs.draw(images, split.train(), settings.trainPairs(), random),
        DigitPairs.draw(images, split.test(), settings.testPairs(), random));
  }
}
