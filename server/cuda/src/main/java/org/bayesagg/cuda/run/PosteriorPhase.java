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
  private final PrecisionFactors factors;
  private final ProductMemory products;
  private final FactorSolver solver;
  private final LowRankPosterior lowRank;
  private final DiagonalPosterior diagonal;

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
    this.factors = new PrecisionFactors(step, grams);
    this.products = new ProductMemory(step);
    this.solver = new FactorSolver(step, means);
    this.lowRank = new LowRankPosterior(step, products, factors, variance, means);
    this.diagonal = new DiagonalPosterior(step, products, means);
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
    return step.together(each + Float.BYTES * n * q, group.blocks());
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
      return diagonal.of(g, first, count, labelled);
    }
    if (labelled && step.spec.refreshInterval() > 1) {
      return held(g, first, count);
    }
    if (labelled && lowRank(g)) {
      return lowRank.of(g, first, count);
    }
    return factored(g, first, count, labelled);
  }

  /** All blocks of a categorical task, whose chunks have been worked out up to the last. */
  Products whole(int g, Products last) {
    TaskGroup group = step.group(g);
    if (group.coupled()) {
      return last;
    }
    boolean held = step.spec.refreshInterval() > 1 && !group.diagonal();
    long own =
        held
            ? step.state(g).heldVariances()
            : step.memory().doubles("variances of weights", (long) group.blocks() * group.size());
    return products.whole(g, variance ? own : 0);
  }

  private Products factored(int g, int first, int count, boolean labelled) {
    TaskGroup group = step.group(g);
    Stack factor = factors.factors(g, first, count, labelled);
    if (group.coupled()) {
      Stack sigma = factors.explicit(factor);
      solver.solve(g, first, factor, labelled, 0);
      return new Products(null, 0, 0, first, sigma);
    }
    long diagonal = 0;
    if (variance) {
      diagonal = products.diagonals(g, first, count);
      factors.squareSums(factors.inverse(factor), 0, diagonal);
    }
    Stack solved = solver.solve(g, first, factor, labelled, step.n);
    return products.taken(g, first, solved, diagonal);
  }

  /** By the covariances in use; those that are not made yet are this step's own. */
  private Products held(int g, int first, int count) {
    GroupState state = step.state(g);
    for (int b = first; b < first + count; b++) {
      if (!state.held()[b]) {
        factors.make(
            g, b, factors.factors(g, b, 1, true), state.heldCovariance(), state.heldVariances());
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
    return products.taken(g, first, p, state.heldVariances() + offset);
  }

  /** The means of a group and nothing else. */
  void meansAlone(int g, boolean labelled) {
    TaskGroup group = step.group(g);
    int together = together(g);
    for (int first = 0; first < group.blocks(); first += together) {
      int count = Math.min(together, group.blocks() - first);
      if (group.diagonal()) {
        diagonal.of(g, first, count, labelled);
      } else {
        solver.solve(g, first, factors.factors(g, first, count, labelled), labelled, 0);
      }
    }
  }

  /** Σ₀ of blocks under the prior alone; its diagonal and the means go where they are kept. */
  Stack prior(int g, int first, int count) {
    Stack factor = factors.factors(g, first, count, false);
    Stack sigma = factors.explicit(factor);
    Stack w = step.memory().stack("inverse factor", true, count, factor.rows(), factor.rows());
    long offset = (long) first * factor.rows() * Double.BYTES;
    factors.squareSums(w, 0, step.state(g).priorVariances() + offset);
    solver.solve(g, first, factor, false, 0);
    return sigma;
  }
}
