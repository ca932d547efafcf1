package org.bayesagg.cuda.device;

import org.bayesagg.cuda.driver.Cublas;
import org.bayesagg.cuda.driver.Cusolver;
import org.bayesagg.cuda.driver.Status;

/**
 * Linear algebra on stacks, in a lane's stream. The libraries are column-major: a row-major matrix
 * is its transpose there, and its lower triangle the upper one, so nothing is ever transposed.
 */
public final class DeviceBlas {
  /** Matrices up to which many are worked on in one call; larger ones fill a device alone. */
  private static final int BATCHED = 1024;

  private final Lane lane;

  /** On a lane. */
  DeviceBlas(Lane lane) {
    this.lane = lane;
  }

  /** c = α op(a) op(b) + β c, matrix by matrix; a or b may be one for all. */
  public void gemm(
      boolean transA, boolean transB, double alpha, Stack a, Stack b, double beta, Stack c) {
    int inner = transA ? a.rows() : a.cols();
    boolean wide = c.wide();
    long first = lane.factor(0, wide, alpha);
    long second = lane.factor(1, wide, beta);
    int opA = transA ? Cublas.TRANSPOSE : Cublas.NO_TRANSPOSE;
    int opB = transB ? Cublas.TRANSPOSE : Cublas.NO_TRANSPOSE;
    Status.blas(
        "gemm",
        wide
            ? Cublas.cublasDgemmStridedBatched(
                lane.blas(),
                opB,
                opA,
                c.cols(),
                c.rows(),
                inner,
                first,
                b.address(),
                b.ld(),
                b.stride(),
                a.address(),
                a.ld(),
                a.stride(),
                second,
                c.address(),
                c.ld(),
                c.stride(),
                c.count())
            : Cublas.cublasSgemmStridedBatched(
                lane.blas(),
                opB,
                opA,
                c.cols(),
                c.rows(),
                inner,
                first,
                b.address(),
                b.ld(),
                b.stride(),
                a.address(),
                a.ld(),
                a.stride(),
                second,
                c.address(),
                c.ld(),
                c.stride(),
                c.count()));
  }

  /** Lower triangles of c = xᵀx in float64. What is above them is undefined. */
  public void gram(Stack x, Stack c) {
    if (c.count() > 1 && c.rows() < BATCHED) {
      gemm(true, false, 1, x, x, 0, c);
      return;
    }
    long one = lane.factor(0, true, 1);
    long zero = lane.factor(1, true, 0);
    for (int b = 0; b < c.count(); b++) {
      Status.blas(
          "syrk",
          Cublas.cublasDsyrk(
              lane.blas(),
              Cublas.UPPER,
              Cublas.NO_TRANSPOSE,
              c.cols(),
              x.rows(),
              one,
              x.at(b),
              x.ld(),
              zero,
              c.at(b),
              c.ld()));
    }
  }

  /**
   * Lower Cholesky factors in place.
   *
   * @param info an int for each matrix: 0, or the order of its first minor that is not positive
   *     definite
   */
  public void cholesky(Stack a, long info) {
    if (a.count() > 1 && a.rows() <= BATCHED) {
      long array = pointers("factors", a);
      Status.solver(
          "potrfBatched",
          a.wide()
              ? Cusolver.cusolverDnDpotrfBatched(
                  lane.solver(), Cublas.UPPER, a.rows(), array, a.ld(), info, a.count())
              : Cusolver.cusolverDnSpotrfBatched(
                  lane.solver(), Cublas.UPPER, a.rows(), array, a.ld(), info, a.count()));
      return;
    }
    int[] elements = new int[1];
    Status.solver(
        "potrf_bufferSize",
        a.wide()
            ? Cusolver.cusolverDnDpotrf_bufferSize(
                lane.solver(), Cublas.UPPER, a.rows(), a.address(), a.ld(), elements)
            : Cusolver.cusolverDnSpotrf_bufferSize(
                lane.solver(), Cublas.UPPER, a.rows(), a.address(), a.ld(), elements));
    long work = lane.workspace().bytes("cuSOLVER workspace", (long) elements[0] * a.width());
    for (int b = 0; b < a.count(); b++) {
      long own = info + (long) b * Integer.BYTES;
      Status.solver(
          "potrf",
          a.wide()
              ? Cusolver.cusolverDnDpotrf(
                  lane.solver(), Cublas.UPPER, a.rows(), a.at(b), a.ld(), work, elements[0], own)
              : Cusolver.cusolverDnSpotrf(
                  lane.solver(), Cublas.UPPER, a.rows(), a.at(b), a.ld(), work, elements[0], own));
    }
  }

  /** b = L⁻¹ b, or L⁻ᵀ b, of lower factors. */
  public void substitute(Stack factor, boolean transposed, Stack b) {
    trsm(Cublas.RIGHT, transposed ? Cublas.TRANSPOSE : Cublas.NO_TRANSPOSE, factor, b);
  }

  /** Each row x of b becomes L⁻ᵀL⁻¹ x. */
  public void solveRows(Stack factor, Stack b) {
    trsm(Cublas.LEFT, Cublas.TRANSPOSE, factor, b);
    trsm(Cublas.LEFT, Cublas.NO_TRANSPOSE, factor, b);
  }

  private void trsm(int side, int trans, Stack factor, Stack b) {
    long one = lane.factor(0, b.wide(), 1);
    int m = b.cols();
    int n = b.rows();
    if (b.count() > 1 && factor.rows() <= BATCHED) {
      long factors = pointers("triangles", factor);
      long sides = pointers("sides", b);
      Status.blas(
          "trsmBatched",
          b.wide()
              ? Cublas.cublasDtrsmBatched(
                  lane.blas(),
                  side,
                  Cublas.UPPER,
                  trans,
                  Cublas.NON_UNIT,
                  m,
                  n,
                  one,
                  factors,
                  factor.ld(),
                  sides,
                  b.ld(),
                  b.count())
              : Cublas.cublasStrsmBatched(
                  lane.blas(),
                  side,
                  Cublas.UPPER,
                  trans,
                  Cublas.NON_UNIT,
                  m,
                  n,
                  one,
                  factors,
                  factor.ld(),
                  sides,
                  b.ld(),
                  b.count()));
      return;
    }
    for (int i = 0; i < b.count(); i++) {
      Status.blas(
          "trsm",
          b.wide()
              ? Cublas.cublasDtrsm(
                  lane.blas(),
                  side,
                  Cublas.UPPER,
                  trans,
                  Cublas.NON_UNIT,
                  m,
                  n,
                  one,
                  factor.at(i),
                  factor.ld(),
                  b.at(i),
                  b.ld())
              : Cublas.cublasStrsm(
                  lane.blas(),
                  side,
                  Cublas.UPPER,
                  trans,
                  Cublas.NON_UNIT,
                  m,
                  n,
                  one,
                  factor.at(i),
                  factor.ld(),
                  b.at(i),
                  b.ld()));
    }
  }

  private long pointers(String name, Stack stack) {
    long to = lane.workspace().bytes("addresses of " + name, (long) stack.count() * Long.BYTES);
    lane.launch("pointers")
        .longs(to, stack.address(), stack.stride() * stack.width())
        .ints(stack.count())
        .elements(stack.count());
    return to;
  }
}
