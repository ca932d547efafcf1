package org.bayesagg.benchmarks;

import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.posterior.PrecisionShape;
import org.bayesagg.math.spec.LikelihoodKind;

/**
 * What one step of a shape has to do at the least, as the maths are designed (see the pages beside
 * the module {@code server/math}): which form, which precision, no intermediate result twice.
 *
 * <ul>
 *   <li>PAPER, few examples: low rank against Σ₀ in float32, and H in float64 for the evidence.
 *   <li>otherwise: H, Λ = prior + H factored, XΣ in float32; the same H is the evidence.
 * </ul>
 *
 * <p>n examples, d features, o outputs, p = d or d + 1 weights each. A Gaussian task has one block
 * of q = p weights, a Bernoulli one o of them, a categorical one a single block of q = k p, k = o −
 * 1 contrasts.
 */
final class StepWork {
  /** The error of Σ in float32 that is allowed. */
  private static final double TOLERANCE = 3e-5;

  private final StepShape shape;
  private final double n;
  private final double d;
  private final double o;
  private final double p;
  private final double q;
  private final double blocks;

  private StepWork(StepShape shape) {
    this.shape = shape;
    this.n = shape.examples();
    this.d = shape.features();
    this.o = shape.outputs();
    this.p = shape.weights();
    this.q = coupled() ? contrasts() * p : p;
    this.blocks = shape.kind() == LikelihoodKind.BERNOULLI ? o : 1;
  }

  static Work of(StepShape shape) {
    StepWork step = new StepWork(shape);
    return step.logits()
        .plus(step.posterior().plus(step.evidence()).times(step.blocks))
        .plus(step.moments())
        .plus(Work.bytes(step.traffic()));
  }

  /** The form taken, for people. */
  static String form(StepShape shape) {
    StepWork step = new StepWork(shape);
    return step.lowRank() ? "low rank" : "factored " + (step.single() ? "f32" : "f64");
  }

  private boolean coupled() {
    return shape.kind() == LikelihoodKind.CATEGORICAL;
  }

  private double contrasts() {
    return o - 1;
  }

  private boolean lowRank() {
    return !shape.robust() && (coupled() ? n < p : 4 * n < 3 * p);
  }

  /** Whether Λ is tried in float32, which standard normal features allow. */
  private boolean tried() {
    return PrecisionShape.triedInSingle((long) blocks, (long) q, shape.robust());
  }

  /**
   * Whether Λ is factored in float32: where that is tried, or where γ bounds the condition of Λ:
   * 2⁻²⁴ √q (1 + γ ω (prior + n)) within the tolerance, with standard normal features and ω at most
   * 1, or ¼ of a probability.
   */
  private boolean single() {
    if (coupled() || tried()) {
      return !coupled();
    }
    boolean gaussian = shape.kind() == LikelihoodKind.GAUSSIAN;
    double gamma = !shape.robust() ? 1e-3 : gaussian ? 1 : 5e-3;
    double prior = shape.robust() ? 20 * n : 4 * d;
    double bound = 1 + gamma * (gaussian ? 1 : 0.25) * (prior + n);
    return 0x1p-24 * Math.sqrt(q) * bound <= TOLERANCE;
  }

  /**
   * In float64, 2 n p o each: logits at the head, and the evidence's η = Σ pull ⊗ x. About a
   * posterior mean also xᵀμ₀ and the logits at the mean, and in float32 what the step adds to it.
   */
  private Work logits() {
    double product = 2 * n * p * o;
    Work work = Work.doubles(2 * product).plus(MomentWork.losses(n * o));
    return shape.robust() ? work : work.plus(Work.doubles(2 * product)).plus(Work.singles(product));
  }

  private Work posterior() {
    if (coupled()) {
      return lowRank()
          ? PosteriorWork.coupledLowRank(n, contrasts(), p)
          : PosteriorWork.coupledFactored(n, q);
    }
    return lowRank()
        ? PosteriorWork.lowRank(n, q)
        : PosteriorWork.factored(n, q, precision(), !shape.robust());
  }

  private Precision precision() {
    return single() ? Precision.SINGLE : Precision.DOUBLE;
  }

  /** H once, in the precision in which it is counted; and the sum with what is kept. */
  private Work evidence() {
    boolean counted = !lowRank() && !coupled() && tried();
    return PosteriorWork.gram(n, q, counted ? Precision.SINGLE : Precision.DOUBLE)
        .plus(Work.doubles(q * q));
  }

  private Work moments() {
    boolean variance = !shape.robust();
    double rows = coupled() ? 1 : o;
    boolean shared = shape.kind() == LikelihoodKind.GAUSSIAN;
    Work row = variance ? MomentWork.weightedRow(n, d) : MomentWork.plainRow(n, d, shared);
    Work work = row.times(rows).plus(MomentWork.once(n, d).times(blocks));
    if (coupled() && contrasts() > 1) {
      return work.plus(MomentWork.categorical(n, d, contrasts(), variance));
    }
    return shared ? work : work.plus(MomentWork.logistic(n * rows, variance));
  }

  /**
   * Features and direction [n, d], labels [n, o], heads [o, d + 1] in float32. By block: the lower
   * triangle of the kept evidence read and written in float64, 8 q²; under an epoch prior also
   * that's Σ₀ in float32, 4 q², or the lower triangle of its precision, 4 q².
   */
  private double traffic() {
    double arrays = Float.BYTES * (2 * n * d + n * (coupled() ? 1 : o) + o * (d + 1));
    double state = q * q * (shape.robust() ? 8 : 12);
    return arrays + blocks * state;
  }
}
