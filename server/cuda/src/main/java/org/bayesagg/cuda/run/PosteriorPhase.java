package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;
import org.bayesagg.math.posterior.PrecisionShape;

/**
 * Products with the covariances of posteriors, and their means. Under an epoch's prior with few
 * examples in the low-rank form against Σ₀; otherwise Λ is factored, in float64, which the devices
 * meant do as fast as float32: no condition needs to be looked at.
 */
final class PosteriorPhase {
  private final StepContext step;
  private final Grams grams;
  private final boolean variance;
  private final boolean means;

  /**
   * Of a step.
   *
   * @param variance whether Σ_ii is wanted
   * @param means whether means are wanted
   */
  PosteriorPhase(StepContext step, Grams grams, boolean variance, boolean means) {
    this.step = step;
    this.grams = grams;
    this.variance = variance;
    this.means = means;
  }

  /** Blocks to be worked on at a time. */
  int together(int g) {
    TaskGroup group = step.group(g);
    long q = Stack.padded(group.size());
    long n = step.n;
    long each =
        lowRank(g)
            ? Double.BYTES * (n * q + 2 * n * Stack.padded(step.n))
            : grams.bytes(g) + Double.BYTES * (2 * q * q + n * q);
    return step.together(each + Float.BYTES * n * q, group.blocks(), 256);
  }

  boolean lowRank(int g) {
    TaskGroup group = step.group(g);
    return !step.spec.forgetting()
        && !group.diagonal()
        && !group.coupled()
        && PrecisionShape.fewExamples(step.n, group.shape());
  }

  /** With this step's evidence where {@code labelled}, else under the prior alone. */
  Products of(int g, int first, int count, boolean labelled) {
    TaskGroup group = step.group(g);
    if (group.diagonal()) {
      return diagonal(g, first, count, labelled);
    }
    if (labelled && step.spec.refreshInterval() > 1) {
      return held(g, first, count);
    }
    if (labelled && lowRank(g)) {
      return lowRank(g, first, count);
    }
    return factored(g, first, count, labelled);
  }

  /** All blocks of a categorical task, whose chunks have been worked out up to the last. */
  Products whole(int g, Products last) {
    TaskGroup group = step.group(g);
    if (group.coupled()) {
      return last;
    }
    return new Products(
        step.memory().stack("products", false, group.blocks(), step.n, group.size()),
        step.memory().doubles("variances of logits", (long) group.blocks() * step.n),
        !variance
            ? 0
            : step.spec.refreshInterval() > 1 && !group.diagonal()
                ? step.state(g).heldVariances()
                : step.memory()
                    .doubles("variances of weights", (long) group.blocks() * group.size()),
        0,
        null);
  }

  private Stack products(int g, int first, int count) {
    TaskGroup group = step.group(g);
    int all = group.categorical() ? group.blocks() : count;
    Stack c = step.memory().stack("products", false, all, step.n, group.size());
    return group.categorical() ? c.slice(first, count) : c;
  }

  private long variances(int g, int first, int count) {
    int all = step.group(g).categorical() ? step.group(g).blocks() : count;
    long v = step.memory().doubles("variances of logits", (long) all * step.n);
    return step.group(g).categorical() ? v + (long) first * step.n * Double.BYTES : v;
  }

  private long diagonals(int g, int first, int count) {
    TaskGroup group = step.group(g);
    int all = group.categorical() ? group.blocks() : count;
    long at = step.memory().doubles("variances of weights", (long) all * group.size());
    return group.categorical() ? at + (long) first * group.size() * Double.BYTES : at;
  }

  private Products diagonal(int g, int first, int count, boolean labelled) {
    TaskGroup group = step.group(g);
    int q = group.size();
    long variances = diagonals(g, first, count);
    long own = labelled ? step.memory().doubles("diagonal precision", (long) count * q) : 0;
    Stack x = step.inputs();
    if (labelled) {
      step.launch("diagonal_precision")
          .at(step.step(g).omega() + (long) first * step.n * Double.BYTES, x.address(), own)
          .ints(step.n, q, x.ld(), count)
          .elements((long) count * q);
    }
    step.launch("diagonal_variances")
        .at(step.state(g).prior().address() + (long) first * q * Double.BYTES, own)
        .at(step.constants(g).inversePrior() + (long) first * Double.BYTES, variances)
        .ints(q, count)
        .elements((long) count * q);
    Stack c = products(g, first, count);
    long v = variances(g, first, count);
    step.launch("diagonal_products")
        .at(variances, x.address(), c.address(), v)
        .ints(step.n, q, x.ld(), c.ld(), count)
        .grid(grid(count), 1, 1, 32, 8);
    if (means) {
      diagonalMeans(g, first, count, variances, labelled);
    }
    return new Products(c, v, variances, first, null);
  }

  private void diagonalMeans(int g, int first, int count, long variances, boolean labelled) {
    TaskGroup group = step.group(g);
    int q = group.size();
    int from = group.firstColumn()[first];
    int columns = group.firstColumn()[first + count] - from;
    long offset = (long) from * q * Double.BYTES;
    // Blocks are counted from the chunk's first.
    step.launch("diagonal_means")
        .at(variances - (long) first * q * Double.BYTES)
        .at(step.state(g).priorInformation().address() + offset)
        .at(labelled ? step.step(g).information() + offset : 0)
        .at(step.constants(g).blockOf() + (long) from * Integer.BYTES)
        .at(step.step(g).means() + offset)
        .ints(columns, q)
        .elements((long) columns * q);
  }

  private int grid(int count) {
    return (int) Math.min(((long) count * step.n + 7) / 8, 1 << 16);
  }

  /** From products as they come: float32, and the variances of logits. */
  private Products taken(int g, int first, Stack p, long diagonal) {
    Stack c = products(g, first, p.count());
    long v = variances(g, first, p.count());
    Stack x = step.inputs();
    step.launch(p.wide() ? "products_double" : "products_single")
        .at(p.address(), x.address(), c.address(), v)
        .ints(step.n, p.cols(), p.ld())
        .longs(p.stride())
        .ints(x.ld(), c.ld(), p.count())
        .grid(grid(p.count()), 1, 1, 32, 8);
    return new Products(c, v, diagonal, first, null);
  }

  /** P = XΣ₀, G = PXᵀ, S = I + DGD = LLᵀ: XΣ = D⁻¹S⁻¹DP, Σ_ii = Σ₀_ii − Σ (L⁻¹DP)². */
  private Products lowRank(int g, int first, int count) {
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
      diagonal = diagonals(g, first, count);
      squareSums(p, state.priorVariances() + (long) first * q * Double.BYTES, diagonal);
    }
    step.blas().substitute(system, true, p);
    scale("scale_rows" + suffix, p, inverses);
    if (means) {
      lowRankMeans(g, first, count, p);
    }
    return taken(g, first, p, diagonal);
  }

  private void scale(String kernel, Stack rows, long factors) {
    long count = (long) rows.count() * rows.rows();
    step.launch(kernel)
        .at(rows.address(), factors)
        .longs(count)
        .ints(rows.ld())
        .elements(count * rows.ld());
  }

  private void squareSums(Stack a, long base, long to) {
    step.launch(a.wide() ? "square_sums_double" : "square_sums_single")
        .at(a.address(), base, to)
        .ints(a.rows(), a.cols(), a.ld())
        .longs(a.stride())
        .ints(a.cols())
        .grid((a.cols() + 31) / 32, a.count(), 1, 32, 8);
  }

  /** μ₀ + Σ_i r_i Σx_i: what the examples say beyond the prior. */
  private void lowRankMeans(int g, int first, int count, Stack p) {
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

  /** Lower triangles of Λ of blocks. */
  Stack precision(int g, int first, int count, boolean labelled) {
    int q = step.group(g).size();
    Stack lambda = step.memory().stack("precision", true, count, q, q);
    Grams.Gram gram = labelled ? grams.of(g, first, count) : null;
    fill(g, first, lambda, gram, step.in.jitter(g) + (long) first * Double.BYTES);
    return lambda;
  }

  /** The same with a jitter of the caller's. */
  void fill(int g, int first, Stack lambda, Grams.Gram gram, long jitter) {
    Stack prior = step.state(g).prior().slice(first, lambda.count());
    step.launch("precision")
        .at(prior.address(), gram == null ? 0 : gram.matrix().address())
        .at(gram == null ? 0 : gram.scale())
        .at(step.constants(g).inversePrior() + (long) first * Double.BYTES, jitter)
        .at(lambda.address())
        .ints(lambda.rows(), lambda.ld())
        .longs(prior.stride(), gram == null ? 0 : gram.matrix().stride())
        .ints(lambda.count())
        .elements((long) lambda.count() * lambda.rows() * lambda.ld());
  }

  /** Factors of Λ. */
  private Stack factors(int g, int first, int count, boolean labelled) {
    Stack lambda = precision(g, first, count, labelled);
    int block = step.group(g).firstBlock() + first;
    step.launch("mean_diagonal")
        .at(lambda.address(), step.out.diagonal(block))
        .ints(lambda.rows(), lambda.ld())
        .longs(lambda.stride())
        .grid(count, 1, 1, 256, 1);
    step.blas().cholesky(lambda, step.out.info(block));
    return lambda;
  }

  private Products factored(int g, int first, int count, boolean labelled) {
    TaskGroup group = step.group(g);
    Stack factor = factors(g, first, count, labelled);
    if (group.coupled()) {
      Stack sigma = explicit(factor);
      solve(g, first, factor, labelled, 0);
      return new Products(null, 0, 0, first, sigma);
    }
    long diagonal = 0;
    if (variance) {
      diagonal = diagonals(g, first, count);
      squareSums(inverse(factor), 0, diagonal);
    }
    Stack solved = solve(g, first, factor, labelled, step.n);
    return taken(g, first, solved, diagonal);
  }

  /** Σ of a block under the prior alone, both triangles. */
  Stack covariance(int g, int block) {
    return explicit(factors(g, block, 1, false));
  }

  /** The means of a group and nothing else. */
  void meansAlone(int g, boolean labelled) {
    TaskGroup group = step.group(g);
    int together = together(g);
    for (int first = 0; first < group.blocks(); first += together) {
      int count = Math.min(together, group.blocks() - first);
      if (group.diagonal()) {
        diagonal(g, first, count, labelled);
      } else {
        solve(g, first, factors(g, first, count, labelled), labelled, 0);
      }
    }
  }

  /** Σ₀ of blocks under the prior alone; its diagonal and the means go where they are kept. */
  Stack prior(int g, int first, int count) {
    Stack factor = factors(g, first, count, false);
    Stack sigma = explicit(factor);
    Stack w = step.memory().stack("inverse factor", true, count, factor.rows(), factor.rows());
    long offset = (long) first * factor.rows() * Double.BYTES;
    squareSums(w, 0, step.state(g).priorVariances() + offset);
    solve(g, first, factor, false, 0);
    return sigma;
  }

  /** W = L⁻¹, zeros above its diagonal. */
  private Stack inverse(Stack factor) {
    int q = factor.rows();
    Stack w = step.memory().stack("inverse factor", true, factor.count(), q, q);
    step.launch("identity")
        .at(w.address())
        .ints(q, w.ld(), w.count())
        .elements((long) w.count() * q * w.ld());
    step.blas().substitute(factor, false, w);
    return w;
  }

  /** Σ = WᵀW, both triangles. */
  Stack explicit(Stack factor) {
    Stack w = inverse(factor);
    Stack sigma =
        step.memory().stack("covariance", true, factor.count(), factor.rows(), factor.rows());
    step.blas().gram(w, sigma);
    mirror(sigma);
    return sigma;
  }

  void mirror(Stack a) {
    step.launch("mirror")
        .at(a.address())
        .ints(a.rows(), a.ld(), a.count())
        .elements((long) a.count() * a.rows() * a.ld());
  }

  /** Σx of the first {@code n} inputs, and below them the means, where those are wanted. */
  private Stack solve(int g, int first, Stack factor, boolean labelled, int n) {
    TaskGroup group = step.group(g);
    int q = group.size();
    int count = factor.count();
    int most = 0;
    for (int b = first; means && !group.coupled() && b < first + count; b++) {
      most = Math.max(most, group.firstColumn()[b + 1] - group.firstColumn()[b]);
    }
    most = means && group.coupled() ? 1 : most;
    Stack right = step.memory().stack("right sides", true, count, n + most, q);
    if (n + most == 0) {
      return right;
    }
    if (n > 0) {
      Stack x = step.inputs(q, true);
      step.launch("repeat_inputs")
          .at(x.address(), right.address())
          .ints(n, x.ld(), right.ld())
          .longs(right.stride())
          .ints(count)
          .elements((long) count * n * right.ld());
    }
    if (most > 0) {
      rightSides(g, first, right, n, most, labelled);
    }
    step.blas().solveRows(factor, right);
    if (most > 0) {
      takeMeans(g, first, right, n, most);
    }
    return right.rows(0, n);
  }

  private void rightSides(int g, int first, Stack right, int n, int most, boolean labelled) {
    long prior = step.state(g).priorInformation().address();
    long own = labelled ? step.step(g).information() : 0;
    if (step.group(g).coupled()) {
      // One row of K p values.
      step.launch("right_side")
          .at(prior, own, right.address())
          .ints(right.cols())
          .elements(right.cols());
      return;
    }
    step.launch("right_sides")
        .at(prior, own, step.constants(g).firstColumn(), right.address())
        .ints(first, n, most, right.cols(), right.ld())
        .longs(right.stride())
        .ints(right.count())
        .elements((long) right.count() * most * right.ld());
  }

  private void takeMeans(int g, int first, Stack right, int n, int most) {
    if (step.group(g).coupled()) {
      step.lane.copy(step.step(g).means(), right.address(), (long) right.cols() * Double.BYTES);
      return;
    }
    step.launch("take_means")
        .at(right.address(), step.constants(g).firstColumn(), step.step(g).means())
        .ints(first, n, most, right.cols(), right.ld())
        .longs(right.stride())
        .ints(right.count())
        .elements((long) right.count() * most * right.cols());
  }

  /** By the covariances in use; those that are not made yet are this step's own. */
  private Products held(int g, int first, int count) {
    GroupState state = step.state(g);
    for (int b = first; b < first + count; b++) {
      if (!state.held()[b]) {
        make(g, b, factors(g, b, 1, true), state.heldCovariance(), state.heldVariances());
      }
    }
    int q = step.group(g).size();
    Stack sigma = state.heldCovariance().slice(first, count);
    if (step.group(g).coupled()) {
      return new Products(null, 0, 0, first, sigma);
    }
    Stack p = step.memory().stack("right sides", true, count, step.n, q);
    step.blas().gemm(false, false, 1, step.inputs(q, true).shared(count), sigma, 0, p);
    long offset = (long) first * q * Double.BYTES;
    return taken(g, first, p, state.heldVariances() + offset);
  }

  /** Σ of a block from its factor, into its place among {@code sigmas}, and its diagonal. */
  void make(int g, int b, Stack factor, Stack sigmas, long variances) {
    int q = step.group(g).size();
    Stack w = inverse(factor);
    Stack sigma = sigmas.slice(b, 1);
    step.blas().gram(w, sigma);
    mirror(sigma);
    squareSums(w, 0, variances + (long) b * q * Double.BYTES);
  }
}
