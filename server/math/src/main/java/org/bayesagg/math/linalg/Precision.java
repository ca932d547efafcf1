package org.bayesagg.math.linalg;

/** Width of a matrix's elements. */
public enum Precision {
  /** float32. */
  SINGLE(Float.BYTES),
  /** float64. */
  DOUBLE(Double.BYTES);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of an element. */
  public int bytes() {
    return bytes;
  }
}
