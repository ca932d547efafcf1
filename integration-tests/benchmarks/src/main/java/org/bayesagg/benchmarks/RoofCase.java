package org.bayesagg.benchmarks;

import java.util.List;
import java.util.Locale;
import org.bayesagg.math.linalg.Precision;

/**
 * A measurement of what the machine can do, written {@code gemm:precision:SIZE} or {@code
 * copy:any:BYTES}.
 *
 * @param precision of a product; null for a copy
 * @param size of the square matrices; of a copy the bytes read and written by all threads together
 */
record RoofCase(Precision precision, long size) {
  /** A small copy is repeated until it has moved this much: starting threads is then nothing. */
  private static final long LEAST_BYTES = 64L << 20;

  /** Products, and copies within the second and the third cache and beyond them. */
  static final List<RoofCase> STANDARD =
      List.of(
          new RoofCase(Precision.SINGLE, 1024),
          new RoofCase(Precision.SINGLE, 2048),
          new RoofCase(Precision.DOUBLE, 1024),
          new RoofCase(Precision.DOUBLE, 2048),
          new RoofCase(null, 256L << 10),
          new RoofCase(null, 8L << 20),
          new RoofCase(null, 64L << 20),
          new RoofCase(null, 512L << 20));

  static RoofCase parse(String text) {
    String[] parts = text.split(":", 3);
    Precision precision =
        parts[0].equals("copy") ? null : Precision.valueOf(parts[1].toUpperCase(Locale.ROOT));
    return new RoofCase(precision, Long.parseLong(parts[2]));
  }

  /** How often a copy is done in one operation. */
  static long repeats(long bytes) {
    return Math.max(1, LEAST_BYTES / bytes);
  }

  /** Of one operation. */
  Work work() {
    return precision == null
        ? Work.bytes((double) size * repeats(size))
        : Kernel.GEMM.work(precision, (int) size, (int) size);
  }

  @Override
  public String toString() {
    return precision == null
        ? "copy:any:" + size
        : "gemm:" + precision.name().toLowerCase(Locale.ROOT) + ":" + size;
  }
}
