package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;

/** Posteriors of few examples against a prior covariance Σ₀, without a factor of Λ. */
final class LowRankPosterior {
  private final StepContext step;
  private final ProductMemory products;
  private final PrecisionFactors factors;
  private final boolean variance;
  private final boolean means;

  LowRankPosterior(
      StepContext step,
      ProductMemory products,
      PrecisionFactors factors,
      boolean variance,
      boolean means) {
    this.step = step;
    this.products = products;
    this.factors = factors;
    this.variance = variance;
    this.means = means;
  }

  /** P = XΣ₀, G = PXᵀ, S = I + DGD = LLᵀ: XΣ = D⁻¹S⁻¹DP, Σ_ii = Σ₀_ii − Σ (L⁻¹DP)². */
  Products of(int g, int first, int count) {
    GroupState state = step.state(g);
    int q = step.group(g).size();
    int n = step.n;
    boolean wide = state.covarianceWide();
    String suffix = wide ? "_double" : "_single";
    Stack sigma = state.priorCovariance().slice(first, count);
    Stack x = step.inputs(q, wide);
    Stack p = step.memory().stack("low rank", wide, count, n, q);
    step.blas().gemm(false, false, 1, x.shared(count), sigma, 0, p);
    Stack gram = step.memory().stack("prior gram", wide, count, n, n);
    step.blas().gemm(false, true, 1, p, x.shared(count), 0, gram);
    long roots = step.memory().doubles("roots", (long) count * n);
    long inverses = step.memory().doubles("inverse roots", (long) count * n);
    long omega = step.step(g).omega() + (long) first * n * Double.BYTES;
    step.launch("low_rank_roots" + suffix)
        .at(gram.address(), omega, roots, inverses)
        .ints(n, gram.ld(), count)
        .elements((long) count * n);
    Stack system = step.memory().stack("low rank system", wide, count, n, n);
    step.launch("low_rank_system" + suffix)
        .at(gram.address(), roots, system.address())
        .ints(n, gram.ld(), count)
        .elements((long) count * n * gram.ld());
    step.blas().cholesky(system, step.out.info(step.group(g).firstBlock() + first));
    scale("scale_rows" + suffix, p, roots);
    step.blas().substitute(system, false, p);
    long diagonal = 0;
    if (variance) {
      diagonal = products.diagonals(g, first, count);
      factors.squareSums(p, state.priorVariances() + (long) first * q * Double.BYTES, diagonal);
    }
    step.blas().substitute(system, true, p);
    scale("scale_rows" + suffix, p, inverses);
    if (means) {
      means(g, first, count, p);
    }
    return products.taken(g, first, p, diagonal);
  }

  private void scale(String kernel, Stack rows, long factors) {
    long count = (long) rows.count() * rows.rows();
    step.launch(kernel)
        .at(rows.address(), factors)
        .longs(count)
        .ints(rows.ld())
        .elements(count * rows.ld());
  }

  /** μ₀ + Σ_i r_i Σx_i: what the examples say beyond the prior. */
  private void means(int g, int first, int count, Stack p) {
    TaskGroup group = step.group(g);
    int q = group.size();
    int columns = group.columns();
    GroupStep own = step.step(g);
    long priorLogits = step.memory().doubles("prior logits", (long) step.n * columns);
    Stack x = step.inputs();
    step.launch("logits_of_means")
        .at(x.address(), step.state(g).priorMeans(), priorLogits)
        .ints(0, step.n, columns, q, x.ld(), q, columns)
        .grid((step.n + 3) / 4, 1, 1, 32, 8);
    Stack residuals = step.memory().stack("mean residuals", p.wide(), 1, columns, step.n);
    step.launch(p.wide() ? "mean_residuals_double" : "mean_residuals_single")
        .at(own.pull(), own.omega(), priorLogits, step.constants(g).blockOf())
        .at(residuals.address())
        .ints(step.n, columns, residuals.ld())
        .elements((long) step.n * columns);
    Stack change = step.memory().stack("mean change", p.wide(), 1, columns, q);
    if (columns == group.blocks()) {
      // A column a block: all at once.
      step.blas()
          .gemm(
              false,
              false,
              1,
              each(residuals.rows(first, count)),
              p,
              0,
              each(change.rows(first, count)));
    }
    for (int b = 0; columns > group.blocks() && b < count; b++) {
      int begin = group.firstColumn()[first + b];
      int rows = group.firstColumn()[first + b + 1] - begin;
      step.blas()
          .gemm(
              false,
              false,
              1,
              residuals.rows(begin, rows),
              p.slice(b, 1),
              0,
              change.rows(begin, rows));
    }
    int from = group.firstColumn()[first];
    int rows = group.firstColumn()[first + count] - from;
    long offset = (long) from * q * Double.BYTES;
    step.launch(p.wide() ? "add_means_double" : "add_means_single")
        .at(step.state(g).priorMeans() + offset)
        .at(change.rows(from, rows).address(), own.means() + offset)
        .ints(rows, q, change.ld())
        .elements((long) rows * q);
  }

  /** Each row as a matrix of its own. */
  private static Stack each(Stack rows) {
    return new Stack(
        rows.address(), rows.wide(), rows.rows(), 1, rows.cols(), rows.ld(), rows.ld());
  }
}
