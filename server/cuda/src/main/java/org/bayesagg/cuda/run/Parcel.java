package org.bayesagg.cuda.run;

/** Places of values in one piece of memory, each aligned for any of them. */
final class Parcel {
  private static final long ALIGNMENT = 16;

  private long bytes;

  /** Room for so many bytes; returns where. */
  long add(long size) {
    long at = bytes;
    bytes += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return at;
  }

  long floats(long count) {
    return add(count * Float.BYTES);
  }

  long doubles(long count) {
    return add(count * Double.BYTES);
  }

  /** All of it. */
  long bytes() {
    return bytes;
  }
}
