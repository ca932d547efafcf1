package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;

/** Precisions Λ of blocks, their factors L, and what is made of those: W = L⁻¹ and Σ = WᵀW. */
final class PrecisionFactors {
  private final StepContext step;
  private final Grams grams;

  PrecisionFactors(StepContext step, Grams grams) {
    this.step = step;
    this.grams = grams;
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
  Stack factors(int g, int first, int count, boolean labelled) {
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

  /** Σ of a block under the prior alone, both triangles. */
  Stack covariance(int g, int block) {
    return explicit(factors(g, block, 1, false));
  }

  /** W = L⁻¹, zeros above its diagonal. */
  Stack inverse(Stack factor) {
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

  /** Σ_j over rows of squares by column, or what that leaves of {@code base}, at least 0. */
  void squareSums(Stack a, long base, long to) {
    step.launch(a.wide() ? "square_sums_double" : "square_sums_single")
        .at(a.address(), base, to)
        .ints(a.rows(), a.cols(), a.ld())
        .longs(a.stride())
        .ints(a.cols())
        .grid((a.cols() + 31) / 32, a.count(), 1, 32, 8);
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
