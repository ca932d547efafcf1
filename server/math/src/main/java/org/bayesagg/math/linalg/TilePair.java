package org.bayesagg.math.linalg;

/**
 * A tile of a lower triangle that is cut alike in rows and columns.
 *
 * @param row of tiles
 * @param col of tiles, at most {@code row}
 */
record TilePair(int row, int col) {
  /** Tiles of a triangle of so many rows of tiles. */
  static int count(int rows) {
    return rows * (rows + 1) / 2;
  }

  /** The tile at a place that is counted along the rows. */
  static TilePair of(int index) {
    int row = (int) ((Math.sqrt(8.0 * index + 1) - 1) / 2);
    row = count(row + 1) <= index ? row + 1 : row;
    return new TilePair(row, index - count(row));
  }

  /** Its part of a square matrix. */
  CpuMatrix of(CpuMatrix a, Pieces pieces) {
    return a.view(pieces.from(row), pieces.from(col), pieces.size(row), pieces.size(col));
  }
}
