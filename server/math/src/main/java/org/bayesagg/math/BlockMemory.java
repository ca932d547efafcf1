package org.bayesagg.math;

import org.bayesagg.math.likelihood.LogitPoints;
import org.bayesagg.math.posterior.PrecisionShape;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.WeightStatistic;

/** The workspace of a thread that works out one block of a task's posterior, in bytes. */
final class BlockMemory {
  /** As in {@code WeightedInputs}, {@code SquareSums} and {@code InputProducts}: rows of a tile. */
  private static final long TILES = 32 + 16 + 16;

  /** As in {@code Conditioning}: with this bound, divided by √q, float32 is known to do. */
  private static final double SINGLE = 3e-5 * 0x1p24;

  private static final double EPOCH_STEPS = 20;

  private final AggregationSpec spec;
  private final TaskSpec task;
  private final PrecisionShape shape;
  private final long n;
  private final long p;
  private final long q;

  /** Rows of examples: K for each of them where coupled. */
  private final long m;

  /** Outputs of a block. */
  private final long rows;

  BlockMemory(AggregationSpec spec, TaskSpec task, PrecisionShape shape, long n) {
    this.spec = spec;
    this.task = task;
    this.shape = shape;
    this.n = n;
    this.p = task.weights(spec.featureDim());
    this.q = shape.size();
    this.m = n * Math.max(1, shape.contrasts());
    this.rows = shape.informationRows();
  }

  static boolean wantsVariance(AggregationSpec spec) {
    return spec.weightStatistic() == WeightStatistic.VARIANCE;
  }

  /** Whether steps work against the covariance of a prior that stands. */
  boolean lowRank() {
    return !spec.forgetting() && !shape.diagonal() && PrecisionShape.fewExamples(n, shape);
  }

  /** Whether covariances serve for several steps. */
  boolean held() {
    return spec.refreshInterval() > 1 && !shape.diagonal();
  }

  /** Whether H of a step is made apart, to be factored and then counted. */
  boolean makesGrams() {
    return !lowRank() && !shape.diagonal() && !shape.coupled();
  }

  /** Bytes of an element of H and of a factor: float32 where it is tried or known to do. */
  long factorBytes() {
    boolean single = held() ? tried() : tried() || knownSingle();
    return !shape.coupled() && single ? Float.BYTES : Double.BYTES;
  }

  /**
   * What covariances that serve for several steps keep: Σ of every block in float32; Λ in float64
   * and the memory of a Σ for each that is on its way; a factor, its inverse and Σ in float64 in
   * the background.
   */
  long heldBytes() {
    long interval = spec.refreshInterval();
    long begun = (shape.blocks() + interval - 1) / interval;
    long coming = Math.min(shape.blocks(), begun * ((interval - 1) / 2 + 1));
    long each = Double.BYTES + Float.BYTES;
    return q * q * ((long) shape.blocks() * Float.BYTES + coming * each + 3L * Double.BYTES);
  }

  private boolean tried() {
    return PrecisionShape.triedInSingle(shape.blocks(), q, spec.forgetting());
  }

  /**
   * {@code Conditioning}'s bound for features of unit scale. How long an epoch is, is not known
   * beforehand: taken is one of as many steps as are usually remembered under forgetting.
   */
  private boolean knownSingle() {
    double omega = gaussianPrecision() ? 1 / noise() : 0.25;
    double steps =
        spec.priorRefresh() instanceof PriorRefresh.Forgetting forgetting
            ? 1 / (1 - forgetting.factor())
            : EPOCH_STEPS;
    double bound = 1 + task.priorVariance() * omega * n * (steps + 1);
    return bound * Math.sqrt((double) q) <= SINGLE;
  }

  private boolean gaussianPrecision() {
    return task.likelihood() == LikelihoodKind.GAUSSIAN;
  }

  private double noise() {
    return spec.noiseFromLoss() ? 1 : task.noiseVariance();
  }

  /** Inputs weighted for H: the step's own serve where all weights are 1. */
  private long weighted(int bytes) {
    return gaussianPrecision() && noise() == 1 ? 0 : (n + TILES) * p * bytes;
  }

  /** Whether inputs in float64 are asked for, be it for evidence, be it for products. */
  boolean wideInputs() {
    boolean evidence = gaussianPrecision() && noise() == 1 && !shape.diagonal();
    return evidence || shape.coupled() || (makesGrams() && factorBytes() == Double.BYTES);
  }

  /** All of the workspace. */
  long bytes() {
    if (shape.diagonal()) {
      return (n * q + q) * Float.BYTES + centre() + classes();
    }
    long own = lowRank() ? lowRankBytes() : shape.coupled() ? coupledBytes() : factoredBytes();
    // Weighted in float64: in warm-up, and in every step whose H is not made apart.
    return own + weighted(Double.BYTES) + TILES * p * Float.BYTES + centre() + classes();
  }

  /**
   * Factor and inverse factor in float64, of which the prior's covariance is made; X Σ₀ and ΣX,
   * their gram and its factor in float32; where not coupled the gram three times more in float64,
   * as it is read, kept and scaled, and once rounded.
   */
  private long lowRankBytes() {
    long prior = 2 * q * q * Double.BYTES + rows * q * Double.BYTES;
    long products = 2 * m * q * Float.BYTES;
    long grams =
        shape.coupled() ? 2 * m * m * Float.BYTES : m * m * (3 * Float.BYTES + 3 * Double.BYTES);
    return prior + products + grams + means();
  }

  /** Λ, its inverse factor, Σ in float64 and in float32; ΣX. */
  private long coupledBytes() {
    if (held()) {
      return q * q * 3L * Double.BYTES + m * q * Float.BYTES;
    }
    return q * q * (3L * Double.BYTES + Float.BYTES) + m * q * Float.BYTES + means();
  }

  /**
   * Λ; its inverse factor where variances are wanted or examples are many, again in float32 where
   * it is in float64; else Λ's factor rounded. ΣX; inputs weighted for H. Under forgetting, what is
   * tried in float32 is at first, with fewer examples than weights, done in float64.
   */
  private long factoredBytes() {
    if (held()) {
      // The first step's own covariance, made at once.
      return q * q * 3L * Double.BYTES + n * (q + p) * Float.BYTES;
    }
    boolean single = factorBytes() == Float.BYTES;
    boolean inverse = wantsVariance(spec) || n >= q;
    long matrices = single ? (inverse ? 2 : 1) * Float.BYTES : 0;
    if (!single || (spec.forgetting() && n < q && !knownSingle())) {
      boolean another = inverse && single;
      matrices += (inverse ? 2 : 1) * Double.BYTES + (another ? 0 : Float.BYTES);
    }
    long inputs = single ? weighted(Float.BYTES) : 0;
    return q * q * matrices + n * q * Float.BYTES + inputs + means();
  }

  /** Right-hand sides of a mean and what they are read into. */
  private long means() {
    return posteriorCentre() ? rows * q * (2L * Double.BYTES + 2L * Float.BYTES) : 0;
  }

  /** The posterior's mean as a centre, with its logits. */
  private long centre() {
    long outputs = shape.coupled() ? task.outputs() : Math.max(rows, 1);
    return posteriorCentre() ? outputs * (p + n) * Double.BYTES : 0;
  }

  private boolean posteriorCentre() {
    return spec.gradientCentre() == GradientCentre.POSTERIOR;
  }

  /** Scratch of one thread for the moments of a task of more than two classes. */
  private long classes() {
    if (task.likelihood() != LikelihoodKind.CATEGORICAL) {
      return 0;
    }
    long k = task.outputs() - 1L;
    long size = k + k * k;
    long d = spec.featureDim();
    long points = k > 1 ? LogitPoints.mostPoints((int) k) : 0;
    long samples = wantsVariance(spec) ? points * (size * 4 + d * 2) : 0;
    long byClass = shape.coupled() ? 0 : n * p * task.outputs();
    return Float.BYTES * (k * k * p + size * d * 2 + samples + byClass);
  }
}
