package org.bayesagg.cli.quickstart;

import java.util.Arrays;
import java.util.Random;

/**
 * Images for training and images for testing: no image is in both, so that no test pair shows a
 * digit that training has seen.
 *
 * @param train indices of images
 * @param test indices of the others
 */
record DigitSplit(int[] train, int[] test) {
  private static final double TRAIN_SHARE = 2.0 / 3;

  /** Shuffles {@code images} indices and cuts them at two thirds. */
  static DigitSplit of(int images, Random random) {
    int[] order = shuffled(images, random);
    int cut = (int) Math.round(TRAIN_SHARE * images);
    return new DigitSplit(Arrays.copyOf(order, cut), Arrays.copyOfRange(order, cut, images));
  }

  /** The numbers from 0 to {@code count - 1} in random order. */
  static int[] shuffled(int count, Random random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
