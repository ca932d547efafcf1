package org.bayesagg.cli.quickstart;

import java.util.Random;

/**
 * Pairs of digits side by side, with the labels of every task. Arrays are not to be modified.
 *
 * @param inputs [n, 128] row-major: 8 rows of 16 pixels
 * @param left the left digits, [n]
 * @param right the right digits, [n]
 * @param larger 1 where left &gt; right, otherwise 0, [n]
 * @param sum left + right, [n]
 */
record DigitPairs(float[] inputs, int[] left, int[] right, float[] larger, float[] sum) {
  /** Pixels of a pair. */
  static final int WIDTH = 2 * DigitImages.SIDE * DigitImages.SIDE;

  /** Draws pairs from the images named, with replacement. */
  static DigitPairs draw(DigitImages images, int[] from, int count, Random random) {
    DigitPairs pairs = empty(count);
    for (int i = 0; i < count; i++) {
      int a = from[random.nextInt(from.length)];
      int b = from[random.nextInt(from.length)];
      for (int row = 0; row < DigitImages.SIDE; row++) {
        int at = i * WIDTH + 2 * row * DigitImages.SIDE;
        System.arraycopy(
            images.pixels()[a], row * DigitImages.SIDE, pairs.inputs, at, DigitImages.SIDE);
        System.arraycopy(
            images.pixels()[b],
            row * DigitImages.SIDE,
            pairs.inputs,
            at + DigitImages.SIDE,
            DigitImages.SIDE);
      }
      pairs.left[i] = images.digits()[a];
      pairs.right[i] = images.digits()[b];
      pairs.larger[i] = pairs.left[i] > pairs.right[i] ? 1 : 0;
      pairs.sum[i] = pairs.left[i] + pairs.right[i];
    }
    return pairs;
  }

  private static DigitPairs empty(int count) {
    return new DigitPairs(
        new float[count * WIDTH],
        new int[count],
        new int[count],
        new float[count],
        new float[count]);
  }

  /** The number of pairs. */
  int count() {
    return left.length;
  }

  /** Copies {@code count} pairs, those that {@code order} names from {@code start} on. */
  DigitPairs select(int[] order, int start, int count) {
    DigitPairs chosen = empty(count);
    for (int i = 0; i < count; i++) {
      int from = order[start + i];
      System.arraycopy(inputs, from * WIDTH, chosen.inputs, i * WIDTH, WIDTH);
      chosen.left[i] = left[from];
      chosen.right[i] = right[from];
      chosen.larger[i] = larger[from];
      chosen.sum[i] = sum[from];
    }
    return chosen;
  }

  /** The classes of a categorical task. */
  int[] classes(DigitTask task) {
    return switch (task) {
      case LEFT -> left;
      case RIGHT -> right;
      case LARGER, SUM -> throw new IllegalArgumentException(task + " has no classes");
    };
  }

  /** The labels of a task of one real or binary output. */
  float[] values(DigitTask task) {
    return switch (task) {
      case LARGER -> larger;
      case SUM -> sum;
      case LEFT, RIGHT -> throw new IllegalArgumentException(task + " has classes");
    };
  }
}
