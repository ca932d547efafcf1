package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;
import org.bayesagg.cuda.run.RowSet.Centre;

/**
 * Gradient moments of a categorical task: logits sampled in K = C − 1 contrasts, weights
 * conditioned on them, some examples at a time so that what an example needs has room. Two classes
 * are one logit, and integrated.
 */
final class CategoricalPhase {
  private static final int FACTORS = 8;

  private final StepContext step;
  private final int g;
  private final TaskGroup group;
  private final int k;
  private final int p;
  private final int size;
  private final boolean variance;

  CategoricalPhase(StepContext step, int g, boolean variance) {
    this.step = step;
    this.g = g;
    this.group = step.group(g);
    this.k = group.contrasts();
    this.p = group.weights(step.d);
    this.size = k + k * k;
    this.variance = variance;
  }

  /** Cov(u_l, ω_k) x of some examples, and Cov(u). */
  private record Tile(int from, int count, long products, long covariance) {}

  /** Whether two classes make it a single logit. */
  boolean single() {
    return k == 1;
  }

  /** The rows of a task of two classes. */
  RowSet twoClasses(Products products, Centre centre) {
    Tile tile = tile(products, 0, step.n);
    long means = step.memory().doubles("two classes", step.n);
    long labels = step.memory().floats("two classes' labels", step.n);
    long v = step.memory().doubles("two classes' variances", step.n);
    step.launch("two_classes")
        .at(centre.logits(), step.in.labels(g), tile.covariance(), means, labels, v)
        .ints(step.n)
        .elements(step.n);
    long factors = step.memory().floats("factors", (long) step.n * FACTORS);
    long scale = step.memory().floats("row scales", 1);
    // One row, of block 0: the first column's task and row are the group's.
    step.launch("factors_logistic")
        .at(means, labels, v, step.constants(g).blockOf(), factors, scale)
        .reals(2)
        .ints(step.n, 1, 0, 1, 0)
        .struct(step.constants.rules())
        .elements(step.n);
    Centre contrasts = contrasts(centre, Math.sqrt(2));
    long wide = 0;
    if (variance) {
      long pairs = pairs(products);
      wide = step.memory().doubles("two classes' diagonal", p);
      step.launch("widen_rows").at(pairs, wide).longs(1).ints(p, p, p).elements(p);
    }
    long[] words =
        RowSet.words(
            tile.products(),
            contrasts,
            wide,
            factors,
            scale,
            step.constants(g).blockOf(),
            p,
            p,
            step.n,
            step.d,
            0,
            1,
            0);
    return new RowSet(words, 0, 1, step.constants(g).taskOf(), step.constants(g).rowOf());
  }

  /** The centre's weights in contrasts, times a factor. */
  private Centre contrasts(Centre centre, double factor) {
    int shards = centre.shardStride() == 0 ? 1 : step.in.shards();
    long nu = step.memory().floats("contrasts of the centre", (long) shards * k * step.d);
    step.launch("contrast_centre")
        .at(centre.weights())
        .longs(centre.shardStride())
        .ints(centre.ld())
        .at(nu)
        .ints(shards, k, step.d)
        .reals(factor)
        .elements((long) shards * k * step.d);
    long stride = shards == 1 && centre.shardStride() == 0 ? 0 : (long) k * step.d;
    return new Centre(nu, stride, step.d, 0);
  }

  /** Cov(ω_a, ω_b)_j [K, K, p]. */
  private long pairs(Products products) {
    long pairs = step.memory().floats("pairs", (long) k * k * p);
    if (group.coupled()) {
      step.launch("coupled_pairs")
          .at(products.covariance().address(), pairs)
          .ints(k, p, products.covariance().ld())
          .elements((long) k * k * p);
    } else {
      step.launch("contrast_pairs")
          .at(products.diagonal(), pairs)
          .ints(k, p, group.size())
          .elements((long) k * k * p);
    }
    return pairs;
  }

  private Tile tile(Products products, int from, int count) {
    long cov = step.memory().floats("contrast products", (long) count * k * k * p);
    Stack x = step.inputs();
    if (group.coupled()) {
      coupled(products.covariance(), from, count, cov);
    } else {
      Stack c = products.products();
      step.launch("contrast_products")
          .at(c.address(), cov)
          .ints(from, count, step.n, k, p, c.ld())
          .elements((long) count * k * k * p);
    }
    long covariance = step.memory().doubles("logit covariance", (long) count * k * k);
    step.launch("logit_covariance")
        .at(cov, x.address(), covariance)
        .ints(from, count, k, p, x.ld())
        .grid((int) Math.min(((long) count * k * k + 7) / 8, 1 << 16), 1, 1, 32, 8);
    return new Tile(from, count, cov, covariance);
  }

  /** X Σ of each contrast's rows, example by example. */
  private void coupled(Stack sigma, int from, int count, long to) {
    int q = group.size();
    Stack rounded = step.memory().stack("rounded covariance", false, 1, q, q);
    step.launch("narrow_rows")
        .at(sigma.address(), rounded.address())
        .longs(q)
        .ints(q, sigma.ld(), rounded.ld())
        .elements((long) q * rounded.ld());
    Stack x = step.inputs(p, false).rows(from, count);
    for (int l = 0; l < k; l++) {
      long at = to + (long) l * q * Float.BYTES;
      Stack own = new Stack(at, false, 1, count, q, k * q, 0);
      step.blas().gemm(false, false, 1, x, rounded.rows(l * p, p), 0, own);
    }
  }

  /** The moments of a task of three classes or more. */
  StoredMoments moments(Products products, Centre centre) {
    long nd = (long) step.n * step.d;
    StoredMoments to =
        new StoredMoments(
            group.rowOf()[0],
            step.memory().floats("plain", nd),
            step.memory().floats("expected", nd),
            variance ? step.memory().floats("variance", nd) : 0);
    Centre nu = contrasts(centre, 1);
    long pairs = variance ? pairs(products) : 0;
    int most = step.constants(g).mostPoints();
    boolean byPoint = (long) most * step.d <= (long) most * size + (long) size * step.d;
    long each =
        Float.BYTES * ((long) k * k * p + (long) size * step.d)
            + Double.BYTES * ((long) most * k + 2L * size);
    if (variance) {
      each += Float.BYTES * (2L * most * size + (long) (byPoint ? most : size) * step.d);
      each += byPoint ? 0 : (long) Float.BYTES * size * size;
    }
    int together = (int) Math.max(1, Math.min(step.n, step.memory().tile() / 2 / each));
    for (int from = 0; from < step.n; from += together) {
      int count = Math.min(together, step.n - from);
      tileMoments(tile(products, from, count), centre, nu, pairs, byPoint, to);
    }
    return to;
  }

  private void tileMoments(
      Tile tile, Centre centre, Centre nu, long pairs, boolean byPoint, StoredMoments to) {
    int m = tile.count();
    int most = step.constants(g).mostPoints();
    Samples samples = samples(tile, centre.logits(), step.in.labels(g), variance);
    long coefficients = step.memory().floats("coefficients", (long) m * size * step.d);
    step.launch("coefficients")
        .at(nu.weights(), nu.shardStride() == 0 ? zeros() : step.in.shardOf())
        .at(tile.products(), samples.factor(), coefficients)
        .ints(tile.from(), m, k, p, step.d)
        .elements((long) m * k * step.d);
    long products = 0;
    long gradients = 0;
    if (variance && byPoint) {
      Stack left = dense(samples.phi(), m, most, size);
      Stack all =
          dense(step.memory().floats("gradients", (long) m * most * step.d), m, most, step.d);
      step.blas().gemm(false, false, 1, left, dense(coefficients, m, size, step.d), 0, all);
      gradients = all.address();
    } else if (variance) {
      products = byMoments(samples, coefficients, m, most);
    }
    step.launch("categorical_moments")
        .at(coefficients, samples.mean(), samples.squares(), samples.plain(), pairs)
        .at(products, gradients)
        .at(step.constants(g).points()[1], step.constants(g).points()[2], samples.chosen())
        .at(to.plain(), to.expected(), to.variance())
        .ints(tile.from(), m, k, p, step.d, most)
        .elements((long) m * step.d);
  }

  /** Cov(φ) coef. */
  private long byMoments(Samples samples, long coefficients, int m, int most) {
    long signed = step.memory().floats("signed phi", (long) m * most * size);
    step.launch("signed_phi")
        .at(samples.phi(), signed)
        .at(step.constants(g).points()[1], step.constants(g).points()[2], samples.chosen())
        .ints(most, size, m)
        .elements((long) m * most * size);
    Stack moments =
        dense(step.memory().floats("phi moments", (long) m * size * size), m, size, size);
    step.blas()
        .gemm(
            true,
            false,
            1,
            dense(signed, m, most, size),
            dense(samples.phi(), m, most, size),
            0,
            moments);
    Stack to = dense(step.memory().floats("gradients", (long) m * size * step.d), m, size, step.d);
    step.blas().gemm(false, false, 1, moments, dense(coefficients, m, size, step.d), 0, to);
    return to.address();
  }

  private static Stack dense(long at, int count, int rows, int cols) {
    return new Stack(at, false, count, rows, cols, cols, (long) rows * cols);
  }

  /** Shards of examples that all have the first one's weights. */
  private long zeros() {
    long at = step.memory().floats("no shards", step.n);
    step.lane.clear(at, (long) step.n * Integer.BYTES);
    return at;
  }

  /** What {@code logit_samples} makes of a tile. */
  private record Samples(long factor, long mean, long squares, long plain, long phi, long chosen) {}

  private Samples samples(Tile tile, long logits, long labels, boolean keepPoints) {
    int m = tile.count();
    int most = step.constants(g).mostPoints();
    int classes = k + 1;
    Samples samples =
        new Samples(
            step.memory().doubles("logit factors", (long) m * k * k),
            step.memory().doubles("mean phi", (long) m * size),
            step.memory().doubles("squares", (long) m * k * k),
            step.memory().doubles("plain residuals", (long) m * k),
            keepPoints ? step.memory().floats("phi", (long) m * most * size) : 0,
            step.memory().floats("chosen points", m));
    long spread = step.memory().doubles("spread", (long) m * classes * k);
    long residuals = step.memory().doubles("residuals", (long) m * most * k);
    int warps = Math.min(8, Math.max(1, 5000 / classes));
    step.launch("logit_samples")
        .at(logits, labels, tile.covariance(), samples.factor(), spread, residuals)
        .at(samples.phi(), samples.mean(), samples.squares(), samples.plain())
        .at(samples.chosen())
        .struct(step.constants(g).points())
        .ints(tile.from(), k)
        .grid(m, 1, 1, warps * 32, 1, warps * classes * Double.BYTES);
    return samples;
  }

  /**
   * Probabilities and variances of logits [n, C].
   *
   * @param logits z at the posterior means
   */
  void predict(Products products, long logits, long mean, long spread) {
    double prior = group.spec(0).priorVariance();
    int together =
        (int)
            Math.max(
                1, Math.min(step.n, step.memory().tile() / 2 / (Float.BYTES * (long) k * k * p)));
    for (int from = 0; from < step.n; from += together) {
      Tile tile = tile(products, from, Math.min(together, step.n - from));
      long sampled = k == 1 ? 0 : samples(tile, logits, 0, false).mean();
      Stack x = step.inputs();
      step.launch("predict_categorical")
          .at(logits, sampled, tile.covariance(), products.variance(), x.address())
          .struct(step.constants.rules())
          .reals(prior)
          .at(mean, spread)
          .ints(tile.from(), tile.count(), step.n, k, p, x.ld(), group.coupled() ? 1 : 0)
          .elements((long) tile.count() * (k + 1));
    }
  }
}
