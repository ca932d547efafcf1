package org.bayesagg.benchmarks;

import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.Precision;

/**
 * An operation of the algebra, at a shape n × q as a step uses it.
 *
 * <p>Those that work in place begin with a copy of their input, as they do in a step; its bytes
 * count.
 */
enum Kernel {
  /** Lower triangle of xᵀx, x [n, q]. */
  GRAM(
      (n, q) -> n * q * q,
      (n, q) -> n * q + q * q / 2,
      (algebra, it) -> algebra.gram(1, it.inputs(), 0, it.square())),

  /** Factor L of a [q, q]. */
  CHOLESKY(
      q -> q * q * q / 3,
      q -> 2 * q * q,
      (algebra, it) -> {
        algebra.copy(it.definite(), it.square());
        if (algebra.cholesky(it.square()) != 0) {
          throw new IllegalStateException("not positive definite");
        }
      }),

  /** L⁻¹ [q, q] with the zeros above. */
  INVERT_TRIANGLE(
      q -> q * q * q / 3,
      q -> 3 * q * q / 2,
      (algebra, it) -> algebra.invertTriangle(it.factor(), it.square())),

  /** x Wᵀ, x [n, q]. */
  MULTIPLY_TRIANGLE(
      (n, q) -> n * q * q,
      (n, q) -> 2 * n * q + q * q / 2,
      (algebra, it) -> {
        algebra.copy(it.inputs(), it.rows());
        algebra.multiplyTriangle(it.inverse(), true, it.rows());
      }),

  /** a⁻¹x for n rows x [q]. */
  SOLVE(
      (n, q) -> 2 * n * q * q,
      (n, q) -> 2 * n * q + q * q / 2,
      (algebra, it) -> {
        algebra.copy(it.inputs(), it.rows());
        algebra.solve(it.factor(), it.rows());
      }),

  /** L⁻¹b, L [n, n] and b [n, q]: the heart of the low-rank form. */
  SUBSTITUTE(
      (n, q) -> n * n * q,
      (n, q) -> 2 * n * q + n * n / 2,
      (algebra, it) -> {
        algebra.copy(it.inputs(), it.rows());
        algebra.substitute(it.smallFactor(), false, it.rows());
      }),

  /** x Σ, x [n, q] and Σ [q, q]. */
  GEMM(
      (n, q) -> 2 * n * q * q,
      (n, q) -> 2 * n * q + q * q,
      (algebra, it) -> algebra.gemm(false, false, 1, it.inputs(), it.definite(), 0, it.rows())),

  /** A copy [n, q]. */
  COPY((n, q) -> 0, (n, q) -> 2 * n * q, (algebra, it) -> algebra.copy(it.inputs(), it.rows())),

  /** Lower triangle of ρ a + b [q, q]. */
  ADD_LOWER(
      q -> q * q,
      q -> 3 * q * q / 2,
      (algebra, it) -> algebra.addLower(0.5, it.square(), it.definite())),

  /** The lower triangle onto the upper one [q, q]. */
  MIRROR(q -> 0, q -> q * q, (algebra, it) -> algebra.mirror(it.square()));

  private final boolean byRows;
  private final DoubleBinaryOperator flops;
  private final DoubleBinaryOperator elements;
  private final Operation operation;

  Kernel(DoubleBinaryOperator flops, DoubleBinaryOperator elements, Operation operation) {
    this(true, flops, elements, operation);
  }

  Kernel(DoubleUnaryOperator flops, DoubleUnaryOperator elements, Operation operation) {
    this(false, (n, q) -> flops.applyAsDouble(q), (n, q) -> elements.applyAsDouble(q), operation);
  }

  Kernel(
      boolean byRows,
      DoubleBinaryOperator flops,
      DoubleBinaryOperator elements,
      Operation operation) {
    this.byRows = byRows;
    this.flops = flops;
    this.elements = elements;
    this.operation = operation;
  }

  /** The call on operands made beforehand. */
  @FunctionalInterface
  private interface Operation {
    void run(Algebra algebra, KernelOperands operands);
  }

  /** Whether n matters; others depend on q alone. */
  boolean byRows() {
    return byRows;
  }

  /** The least work at a shape. */
  Work work(Precision precision, int n, int q) {
    double bytes = elements.applyAsDouble(n, q) * precision.bytes();
    return Work.flops(precision, flops.applyAsDouble(n, q)).plus(Work.bytes(bytes));
  }

  /** Does it once. */
  void run(Algebra algebra, KernelOperands operands) {
    operation.run(algebra, operands);
  }

  /** As it is named on the command line. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Kernel of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
