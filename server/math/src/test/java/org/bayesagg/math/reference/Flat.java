package org.bayesagg.math.reference;

import java.util.Arrays;
import java.util.stream.Stream;

/** Nested arrays as one, row-major. */
public final class Flat {
  private Flat() {}

  /** [a][b] as [a · b]. */
  public static double[] of(double[][] array) {
    return Stream.of(array).flatMapToDouble(Arrays::stream).toArray();
  }

  /** [a][b][c] as [a · b · c]. */
  public static double[] of(double[][][] array) {
    return Stream.of(array).map(Flat::of).flatMapToDouble(Arrays::stream).toArray();
  }
}
