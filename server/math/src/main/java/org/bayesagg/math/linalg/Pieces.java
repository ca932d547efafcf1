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

  /** For products of {@code operations} multiplications: two pieces, or four where large. */
  static Pieces of(int length, double operations) {
    if (operations < WORTH || length < 2 * LEAST) {
      return new Pieces(length, Math.max(1, length));
    }
    int count = operations < 16 * WORTH ? 2 : 4;
    return new Pieces(length, Math.max(LEAST, (length + count - 1) / count));
  }

  /** Pieces of equal size, {@code least} or more each where there is so much. */
  private static Pieces even(int length, int least) {
    int count = Math.max(1, length / least);
    return new Pieces(length, Math.max(1, (length + count - 1) / count));
  }

  /** Rows of a triangular matrix that is copied or mirrored. */
  static Pieces ofTriangle(int length) {
    int size = length >= 1024 ? 256 : length >= 256 ? 128 : Math.max(1, length);
    return new Pieces(length, size);
  }

  /** Tiles of xᵀx: as large as leaves two threads work, since larger ones are faster. */
  static Pieces ofGram(int length) {
    return even(length, length >= 2048 ? 512 : length >= 256 ? length / 2 : Math.max(1, length));
  }

  /** Blocks of a matrix that is factored or substituted in: narrow, as diagonals are done alone. */
  static Pieces ofFactor(int length) {
    return even(length, length >= 2048 ? 256 : 128);
  }

  /** Rows below a diagonal block. */
  static Pieces ofPanel(int length) {
    return even(length, length >= 1024 ? 256 : length >= 512 ? 128 : 64);
  }

  /** Tiles of what is right of and below a block column: the first holds the next block. */
  static Pieces ofUpdate(int length, int block) {
    return even(length, Math.max(block, length >= 1536 ? 512 : length >= 512 ? 256 : 128));
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
