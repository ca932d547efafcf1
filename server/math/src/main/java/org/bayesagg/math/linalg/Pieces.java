package org.bayesagg.math.linalg;

/**
 * How a dimension is cut: pieces of {@code size}, the last one shorter. Depends on shapes alone, so
 * that results do not depend on the number of threads.
 *
 * @param length the dimension
 * @param size of each piece but the last
 */
record Pieces(int length, int size) {
  /** Below this many multiplications a call is not worth cutting. */
  static final double WORTH = 2e6;

  private static final int LEAST = 32;

  /** Block columns of medium matrices; smaller ones are factored in one piece. */
  private static final int FACTOR = 256;

  /** For products of {@code operations} multiplications: two pieces, or four where large. */
  static Pieces of(int length, double operations) {
    if (operations < WORTH || length < 2 * LEAST) {
      return new Pieces(length, Math.max(1, length));
    }
    int count = operations < 16 * WORTH ? 2 : 4;
    return new Pieces(length, Math.max(LEAST, (length + count - 1) / count));
  }

  /** Blocks of a triangular matrix. */
  static Pieces ofTriangle(int length) {
    int size = length >= 1024 ? 256 : length >= 256 ? 128 : Math.max(1, length);
    return new Pieces(length, size);
  }

  /** Block columns of a matrix to be factored: few, since their diagonals are done alone. */
  static Pieces ofFactor(int length) {
    int size = length >= 2048 ? 512 : length > FACTOR ? FACTOR : Math.max(1, length);
    return new Pieces(length, size);
  }

  int count() {
    return (length + size - 1) / size;
  }

  int from(int piece) {
    return piece * size;
  }

  int size(int piece) {
    return Math.min(size, length - piece * size);
  }
}
