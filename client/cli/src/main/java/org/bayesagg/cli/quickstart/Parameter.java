package org.bayesagg.cli.quickstart;

import java.util.Random;

/**
 * An array that training changes, and the gradient of the loss by it. Both arrays are lent for
 * reading and writing.
 */
record Parameter(float[] values, float[] gradient) {
  /** Zeros. */
  Parameter(int length) {
    this(new float[length], new float[length]);
  }

  /** Draws every value from N(0, deviation²). */
  void fillGaussian(Random random, double deviation) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
  }
}
