package org.bayesagg.math.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;

/** What a run knows of one task: the prior's evidence, the running epoch, the running losses. */
final class ReferenceTask {
  final TaskSpec task;
  final Likelihood likelihood;
  private final AggregationSpec spec;
  private final RunningLoss loss;
  private Evidence prior;
  private Evidence epoch;
  private List<Observed> stored = new ArrayList<>();
  private List<Observed> unresolved;
  private long labelled;
  private double[][][] held;
  private final double[][][] coming;
  private final long[] due;

  ReferenceTask(AggregationSpec spec, int index) {
    this.spec = spec;
    task = spec.tasks().get(index);
    likelihood = Likelihood.of(task, spec.featureDim(), spec.noiseFromLoss());
    loss = new RunningLoss(spec.lossDecay());
    prior = likelihood.none();
    epoch = likelihood.none();
    coming = new double[task.outputs()][][];
    due = new long[task.outputs()];
    Arrays.fill(due, -1);
  }

  /**
   * Takes a step's shards in; what it returns is the batch posterior. A task that no shard covers
   * has no step: nothing is forgotten.
   */
  Posterior step(List<Observed> shards) {
    if (unresolved != null && !shards.isEmpty()) {
      prior = at(unresolved, shards.get(0).head());
      unresolved = null;
    }
    Evidence batch = likelihood.none();
    for (Observed shard : shards) {
      batch = batch.plus(likelihood.evidence(shard));
    }
    Evidence total = prior.plus(batch);
    if (spec.priorRefresh() instanceof PriorRefresh.Forgetting forgetting && !shards.isEmpty()) {
      prior = prior.scaled(forgetting.factor()).plus(batch);
    }
    epoch = epoch.plus(batch);
    stored.addAll(shards);
    return total.posterior(task.priorVariance());
  }

  /**
   * The posterior whose covariance moments are taken with: the batch posterior's, or one in use for
   * several steps. Diagonals need no factorisation and are always fresh.
   *
   * @param done steps with a prior before this one
   */
  Posterior held(Posterior batch, boolean covered, long done) {
    if (!keeps() || (held == null && !covered)) {
      return batch;
    }
    if (held == null) {
      held = batch.covariance().clone();
    }
    for (int b = 0; b < held.length; b++) {
      if (due[b] >= 0 && due[b] <= done) {
        held[b] = coming[b];
        due[b] = -1;
      }
    }
    return new Posterior(batch.mean(), batch.precision(), held.clone());
  }

  private boolean keeps() {
    return spec.refreshInterval() > 1 && task.structure() != PrecisionStructure.DIAGONAL;
  }

  /** After a step with a prior, the {@code done}-th. */
  void refresh(long done) {
    int interval = spec.refreshInterval();
    for (int b = 0; keeps() && held != null && b < held.length; b++) {
      if ((done + b) % interval == 0 && due[b] < 0) {
        coming[b] = prior().covariance()[b];
        due[b] = done + (interval - 1) / 2;
      }
    }
  }

  void closeEpoch() {
    if (spec.priorRefresh() instanceof PriorRefresh.StreamingEpoch) {
      prior = epoch;
    } else if (spec.priorRefresh() instanceof PriorRefresh.ExactEpoch) {
      unresolved = stored;
    }
    epoch = likelihood.none();
    stored = new ArrayList<>();
  }

  /** The posterior before the next step's evidence. */
  Posterior prior() {
    return prior.posterior(task.priorVariance());
  }

  double[] runningLoss() {
    return loss.value();
  }

  long labelled() {
    return labelled;
  }

  /** Factors of the rows' covariances: L̂ where noise variances come from losses, else 1. */
  double[] scales() {
    double[] scales = new double[task.rows()];
    Arrays.fill(scales, 1);
    boolean fromLoss = spec.noiseFromLoss() && task.likelihood() == LikelihoodKind.GAUSSIAN;
    return fromLoss && loss.value().length > 0 ? loss.value() : scales;
  }

  /**
   * The weights about which moments are taken: [o][d + 1]. A bias that the posterior lacks is the
   * head's, but for a Gaussian posterior mean, which goes without.
   */
  double[][] centre(Posterior posterior, double[][] head) {
    if (spec.gradientCentre() == GradientCentre.HEAD) {
      return head;
    }
    double[][] mean = posterior.meanRows(task.weights(spec.featureDim()));
    double[][] centre = new double[head.length][];
    int d = spec.featureDim();
    for (int o = 0; o < head.length; o++) {
      centre[o] = Arrays.copyOf(mean[o], d + 1);
      if (!task.bias() && task.likelihood() != LikelihoodKind.GAUSSIAN) {
        centre[o][d] = head[o][d];
      }
    }
    return centre;
  }

  private Evidence at(List<Observed> examples, double[][] head) {
    Evidence evidence = likelihood.none();
    for (Observed shard : examples) {
      evidence = evidence.plus(likelihood.evidence(shard.at(head)));
    }
    return evidence;
  }

  void updateLoss(List<Observed> shards) {
    double[] sum = new double[task.rows()];
    double weight = 0;
    for (Observed shard : shards) {
      for (int i = 0; i < shard.examples(); i++) {
        if (shard.labelled(i)) {
          double[] losses = likelihood.losses(shard.logits(i), shard.labels()[i]);
          LinearAlgebra.add(sum, shard.weights()[i], losses);
          weight += shard.weights()[i];
          labelled++;
        }
      }
    }
    if (weight > 0) {
      double total = weight;
      loss.add(Arrays.stream(sum).map(s -> s / total).toArray());
    }
  }
}
