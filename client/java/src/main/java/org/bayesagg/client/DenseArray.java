package org.bayesagg.client;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A dense row-major array (the last dimension varies fastest) as the server answered it: in single
 * precision, or in double where it was asked for or is always sent so.
 */
public final class DenseArray {
  private final int[] shape;
  private final float[] floats;
  private final double[] doubles;

  private DenseArray(int[] shape, float[] floats, double[] doubles, int length) {
    long product = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    if (product != length) {
      throw new IllegalArgumentException(
          "shape " + Arrays.toString(shape) + " has " + product + " elements, not " + length);
    }
    this.shape = shape.clone();
    this.floats = floats;
    this.doubles = doubles;
  }

  /** Wraps {@code values}, which the array owns from now on. */
  public static DenseArray of(float[] values, int... shape) {
    return new DenseArray(shape, values, null, values.length);
  }

  /** Wraps {@code values}, which the array owns from now on. */
  public static DenseArray of(double[] values, int... shape) {
    return new DenseArray(shape, null, values, values.length);
  }

  /** The extent of each dimension, outermost first; a copy. */
  public int[] shape() {
    return shape.clone();
  }

  /** The number of elements. */
  public int length() {
    return floats != null ? floats.length : doubles.length;
  }

  /** The element at a row-major index. */
  public double at(int index) {
    return floats != null ? floats[index] : doubles[index];
  }

  /** The elements: the array itself, not a copy, where they are single; rounded where double. */
  public float[] floats() {
    if (floats != null) {
      return floats;
    }
    float[] rounded = new float[doubles.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) doubles[i];
    }
    return rounded;
  }

  /** The elements: the array itself, not a copy, where they are double; widened where single. */
  public double[] doubles() {
    if (doubles != null) {
      return doubles;
    }
    double[] widened = new double[floats.length];
    for (int i = 0; i < widened.length; i++) {
      widened[i] = floats[i];
    }
    return widened;
  }

  /** Precision and shape, such as {@code float[128, 64]}. */
  @Override
  public String toString() {
    return (floats != null ? "float" : "double")
        + Arrays.stream(shape)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", ", "[", "]"));
  }
}
