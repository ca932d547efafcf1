package org.bayesagg.math.linalg;

import static org.bytedeco.openblas.global.openblas.CblasLeft;
import static org.bytedeco.openblas.global.openblas.CblasRight;

/**
 * W = L⁻¹ by halves: with L = [A 0; C B], W = [A⁻¹ 0; −B⁻¹ C A⁻¹ B⁻¹]. All but small triangles on
 * the diagonal are products.
 */
final class TriangleInverse {
  /** What LAPACK inverts in one piece: it has a tenth of a product's speed. */
  private static final int SMALL = 32;

  private TriangleInverse() {}

  /** As {@link Algebra#invertTriangle}. */
  static void of(WorkerPool pool, CpuMatrix l, CpuMatrix w) {
    Pieces rows = Pieces.ofTriangle(l.rows());
    pool.run(rows.count(), (slot, i) -> copy(l, w, rows.from(i), rows.size(i)));
    if (l.rows() <= 2 * SMALL) {
      inPlace(w);
      return;
    }
    int half = half(l.rows());
    CpuMatrix first = w.view(0, 0, half, half);
    CpuMatrix last = w.view(half, half, l.rows() - half, l.rows() - half);
    CpuMatrix between = w.view(half, 0, l.rows() - half, half);
    pool.run(2, (slot, i) -> inPlace(i == 0 ? first : last));
    double operations = (double) half * half * half / 2;
    Pieces columns = Pieces.of(half, operations);
    pool.run(
        columns.count(),
        (slot, i) ->
            TriangularBlas.trmm(
                CblasLeft,
                -1,
                last,
                false,
                between.view(0, columns.from(i), between.rows(), columns.size(i))));
    Pieces below = Pieces.of(between.rows(), operations);
    pool.run(
        below.count(),
        (slot, i) ->
            TriangularBlas.trmm(
                CblasRight, 1, first, false, between.view(below.from(i), 0, below.size(i), half)));
  }

  /** Some rows of w become those of l, with zeros above the diagonal. */
  private static void copy(CpuMatrix l, CpuMatrix w, int from, int size) {
    w.view(from, from, size, l.rows() - from).clear();
    if (from > 0) {
      Copies.copy(l.view(from, 0, size, from), w.view(from, 0, size, from));
    }
    Copies.copyLower(l.view(from, from, size, size), w.view(from, from, size, size));
  }

  /** Lower triangle of a becomes its inverse, in one thread; what is above stays. */
  static void inPlace(CpuMatrix a) {
    if (a.rows() <= SMALL) {
      TriangularBlas.trtri(a);
      return;
    }
    int half = half(a.rows());
    CpuMatrix first = a.view(0, 0, half, half);
    CpuMatrix last = a.view(half, half, a.rows() - half, a.rows() - half);
    CpuMatrix between = a.view(half, 0, a.rows() - half, half);
    inPlace(first);
    inPlace(last);
    TriangularBlas.trmm(CblasLeft, -1, last, false, between);
    TriangularBlas.trmm(CblasRight, 1, first, false, between);
  }

  private static int half(int rows) {
    return (rows + 1) / 2;
  }
}
