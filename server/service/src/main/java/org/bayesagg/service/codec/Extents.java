package org.bayesagg.service.codec;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A shape that a field takes; {@link #ANY} stands for examples whose number is not known yet. */
record Extents(long... values) {
  static final long ANY = -1;

  boolean matches(long[] shape) {
    if (shape.length != values.length) {
      return false;
    }
    for (int i = 0; i < shape.length; i++) {
      if (values[i] != ANY && values[i] != shape[i]) {
        return false;
      }
    }
    return true;
  }

  static String format(long[] shape) {
    return Arrays.toString(shape);
  }

  @Override
  public String toString() {
    return Arrays.stream(values)
        .mapToObj(extent -> extent == ANY ? "n" : String.valueOf(extent))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Extents that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
