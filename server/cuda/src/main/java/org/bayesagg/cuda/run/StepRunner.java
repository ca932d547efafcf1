package org.bayesagg.cuda.run;

import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.spec.WeightStatistic;

/**
 * One step from its inbox to its outbox, then what it adds to the state: all asked for at once, in
 * the stream's order, and not waited for.
 */
final class StepRunner {
  private final StepContext step;
  private final AggregationSpec spec;
  private final RunMemory memory;
  private final HostState host;
  private final StepOutputs outputs;
  private final boolean bayesian;
  private final boolean variance;
  private final Grams grams;
  private final WeightPhase weights;
  private final MomentPhase moments;
  private final CommitPhase commit;
  private final CombinePhase sum;
  private final StepExtras extras;

  StepRunner(
      StepContext step, RunMemory memory, HostState host, StepOutputs outputs, StepExtras extras) {
    this.step = step;
    this.spec = step.spec;
    this.memory = memory;
    this.host = host;
    this.outputs = outputs;
    this.extras = extras;
    this.bayesian = host.hasPrior();
    this.grams = new Grams(step);
    this.weights = new WeightPhase(step, bayesian);
    this.variance =
        bayesian
            && (spec.weightStatistic() == WeightStatistic.VARIANCE || outputs.gradientMoments());
    this.moments = new MomentPhase(step);
    this.commit = new CommitPhase(step, grams);
    boolean weighted = bayesian || spec.weightsInWarmup();
    this.sum =
        new CombinePhase(
            step,
            weights,
            bayesian ? spec.expectationGain() : 0,
            variance,
            weighted && spec.weightNormalisation() == WeightNormalisation.SUM);
  }

  /** Whether covariances and losses are those of earlier steps. */
  static boolean late(AggregationSpec spec, boolean bayesian) {
    return bayesian && spec.refreshInterval() > 1;
  }

  /** Everything up to the answer. */
  void compute(RunEvents events) {
    for (int g = 0; g < step.layout.groups().size(); g++) {
      new EvidencePhase(step)
          .run(g, memory.losses(), memory.nextLosses(), step.out.losses(), late(spec, bayesian));
    }
    weights.fromHeads(step.out.losses());
    events.mark(step.lane, RunEvents.EVIDENCE);
    for (int g = 0; g < step.layout.groups().size(); g++) {
      if (bayesian) {
        withPrior(g);
      } else {
        warmup(g);
      }
    }
    events.mark(step.lane, RunEvents.SUMS);
    divide();
    commit.verdict();
    extras.check(step);
  }

  private void warmup(int g) {
    TaskGroup group = step.group(g);
    if (!group.categorical()) {
      for (int first = 0; first < group.blocks(); first += StepContext.MOST_BLOCKS) {
        int count = Math.min(StepContext.MOST_BLOCKS, group.blocks() - first);
        sum.add(g, moments.plain(g, first, count));
      }
      return;
    }
    long plain = step.memory().floats("plain", (long) step.n * step.d);
    step.launch("head_gradient")
        .at(step.step(g).residual(), step.in.heads(g), step.in.shardOf(), plain)
        .ints(step.n, group.columns(), step.d)
        .elements((long) step.n * step.d);
    sum.add(g, new StoredMoments(group.rowOf()[0], plain, 0, 0));
  }

  private void withPrior(int g) {
    if (!step.step(g).covered()) {
      meansAlone(g, false);
      return;
    }
    TaskGroup group = step.group(g);
    boolean means =
        spec.gradientCentre() == GradientCentre.POSTERIOR
            || (outputs.posteriorMeans() && spec.refreshInterval() == 1);
    PosteriorPhase posterior = new PosteriorPhase(step, grams, variance, means);
    int together = posterior.together(g);
    Products all = null;
    for (int first = 0; first < group.blocks(); first += together) {
      int count = Math.min(together, group.blocks() - first);
      all = posterior.of(g, first, count, true);
      if (!group.categorical()) {
        RowSet rows = moments.rows(g, all, step.out.losses());
        add(g, rows);
        extras.moments(step, g, rows);
      }
    }
    if (group.categorical()) {
      categorical(g, posterior.whole(g, all));
    }
    if (means) {
      extras.means(step, g);
    } else {
      meansAlone(g, true);
    }
  }

  /** Means that are asked for where no moments, or older covariances, made them. */
  private void meansAlone(int g, boolean labelled) {
    if (outputs.posteriorMeans()) {
      new PosteriorPhase(step, grams, false, true).meansAlone(g, labelled);
      extras.means(step, g);
    }
  }

  private void categorical(int g, Products products) {
    CategoricalPhase phase = new CategoricalPhase(step, g, variance);
    RowSet.Centre centre = new CentrePhase(step).of(g, 0, step.group(g).columns());
    if (phase.single()) {
      RowSet rows = phase.twoClasses(products, centre);
      add(g, rows);
      extras.moments(step, g, rows);
      return;
    }
    StoredMoments stored = phase.moments(products, centre);
    if (weights.pooled()) {
      weights.fromVariances(g, stored);
    } else if (weights.byExample()) {
      weights.byExamples(g, stored);
    }
    sum.add(g, stored);
    extras.moments(step, g, stored);
  }

  private void add(int g, RowSet rows) {
    if (weights.pooled()) {
      weights.fromVariances(g, rows);
    } else if (weights.byExample()) {
      weights.byExamples(g, rows);
    }
    sum.add(g, rows);
  }

  /** Whether this step divides by, and may make, the divisor of FIRST. */
  private boolean first() {
    return spec.weightNormalisation() == WeightNormalisation.FIRST && weights.byBatch();
  }

  private void divide() {
    long divisor = 0;
    if (first()) {
      divisor = memory.nextDivisor();
      boolean follows = !bayesian || !host.hasDivisor;
      step.launch("first_divisor")
          .at(step.out.weights(), memory.divisor())
          .ints(host.hasDivisor ? 1 : 0, follows ? 1 : 0, spec.rows(), weights.width())
          .at(divisor)
          .elements(weights.width());
      extras.divisor(divisor, weights.width());
    }
    sum.finish(divisor, outputs.direction());
  }

  /** What the step changes, if it counts; whether a divisor is among it. */
  boolean commit() {
    boolean gathers = !host.exact();
    for (int g = 0; gathers && g < step.layout.groups().size(); g++) {
      grams.reserve(g);
    }
    for (int g = 0; gathers && g < step.layout.groups().size(); g++) {
      if (step.step(g).covered()) {
        GroupState state = step.state(g);
        commit.evidence(g, state.gathering(), state.gatheringInformation());
      }
    }
    commit.numbers(memory, first());
    return first();
  }
}
